import { type Block, type Cell, cell, heading, missing, plain, type Words, w } from '../document.ts';
import { exporterCell, type Plan } from './common.ts';

/** Who sends: the facts of `douane.yaml`, and gaps for what no system can know. */
export function exporterPart(plan: Plan, title: Words): Block[] {
  const { facts, names, gaps } = plan;
  const gap = (zh: string, en: string): Cell => missing(gaps.add('exporter', zh, en));
  const declared = (path: string, zh: string, en: string) =>
    exporterCell(plan, path, () => gaps.add('exporter', zh, en));
  const rows: (readonly [Words, Cell])[] = [
    [
      w('单位名称', 'Name'),
      facts.exporter.name === null ? gap('出境方单位名称', 'name of the exporter') : cell(plain(facts.exporter.name)),
    ],
    [w('统一社会信用代码', 'Unified social credit code'), gap('统一社会信用代码', 'unified social credit code')],
    [w('法定代表人', 'Legal representative'), gap('法定代表人姓名及证件信息', 'legal representative')],
    [
      w('注册地址及办公所在地', 'Registered address and office'),
      gap('注册地址及办公所在地', 'registered address and office'),
    ],
    [w('适用法域', 'Jurisdiction'), cell(names.country(facts.exporter.jurisdiction))],
    [
      w('经办人及联系方式', 'Person in charge and contact'),
      gap('经办人姓名、职务及联系方式', 'person in charge, post and contact'),
    ],
    [
      w('个人信息保护负责人', 'Personal information protection officer'),
      gap('个人信息保护负责人姓名及联系方式', 'personal information protection officer and contact'),
    ],
    [
      w('是否关键信息基础设施运营者', 'Operator of critical information infrastructure'),
      declared(
        'exporter.ciio',
        '是否被认定为关键信息基础设施运营者',
        'whether notified as an operator of critical information infrastructure',
      ),
    ],
    [
      w('目前处理的自然人数（申报值）', 'Persons whose data it holds (declared)'),
      declared('exporter.personsHeld', '目前处理个人信息的自然人数', 'number of persons whose data it holds'),
    ],
  ];
  return [
    { kind: 'heading', level: 1, text: title },
    { kind: 'form', rows },
  ];
}

/** Who receives, one table for each, as far as it was declared or measured. */
export function recipientPart(plan: Plan, title: Words): Block[] {
  const { facts, names, gaps } = plan;
  const blocks: Block[] = [{ kind: 'heading', level: 1, text: title }];
  const shown = facts.recipients.slice(0, MAX_RECIPIENTS);
  for (const r of shown) {
    const name = plain(r.name);
    const gap = (zh: string, en: string): Cell =>
      missing(gaps.add('recipient', `接收方“${name}”：${zh}`, `recipient “${name}”: ${en}`));
    if (facts.recipients.length > 1) blocks.push(heading(2, name, name));
    blocks.push({
      kind: 'form',
      rows: [
        [w('接收方名称', 'Name'), cell(name)],
        [w('所在国家或者地区', 'Country or region'), cell(names.country(r.place))],
        [w('注册地址', 'Registered address'), gap('注册地址', 'registered address')],
        [w('联系人及联系方式', 'Contact'), gap('联系人及联系方式', 'contact person and how to reach them')],
        [w('主要业务', 'Business'), gap('主要业务及与出境方的关系', 'business, and relation to the exporter')],
        [
          w('处理个人信息的方式', 'Manner of processing'),
          gap('境外处理个人信息的用途、方式', 'use and manner of processing abroad'),
        ],
      ],
    });
  }
  if (shown.length < facts.recipients.length) {
    const rest = facts.recipients.length - shown.length;
    const gap = gaps.add('exporter', `另外 ${rest} 个接收方的信息`, `the ${rest} other recipients`);
    blocks.push({ kind: 'answer', gap });
  }
  return blocks;
}

const MAX_RECIPIENTS = 50;

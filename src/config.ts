/**
 * `douane.yaml`: text → checked configuration. Pure; reading the file is `store-config.ts`.
 * Unknown keys are errors: a mistyped fact must not silently be a default.
 */
import { z } from 'zod';
import { YamlFile } from './decide/yaml-file.ts';
import { OVERRUNS, PURPOSES, TREATMENTS } from './model/words.ts';

const country = z.string().regex(/^[A-Z]{2}$/, 'an ISO 3166-1 alpha-2 code in capitals');
const factMap = z.record(z.string(), z.unknown());

const recipientSchema = z.strictObject({
  name: z.string().min(1).max(200),
  place: country,
  facts: factMap.optional(),
});

const laneSchema = z.strictObject({
  from: country.optional(),
  to: country.optional(),
  recipient: z.string().min(1).max(200),
  purpose: z.enum(PURPOSES).optional(),
  /** Field paths that this lane may carry. Personal data in any other field holds the transfer. */
  fields: z.array(z.string()).optional(),
  subject: z.array(z.string()).optional(),
  treat: z.union([z.literal('auto'), z.record(z.string(), z.enum(TREATMENTS))]).optional(),
  permit: z.string().optional(),
  /** Of a transfer that would overrun the permit's budget: hold all of it, or release the rows that still fit. */
  overrun: z.enum(OVERRUNS).optional(),
  facts: factMap.optional(),
});

const packSchema = z
  .strictObject({
    folder: z.string().min(1).max(1_000).optional(),
    package: z.string().min(1).max(214).optional(),
    hash: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/, 'sha256: and 64 digits 0-9 and a-f')
      .optional(),
  })
  .refine((p) => (p.folder === undefined) !== (p.package === undefined), 'a folder or a package')
  .refine((p) => p.package === undefined || p.hash !== undefined, 'a hash beside a package');

const storeUrl = z
  .string()
  .max(2_000)
  .regex(/^postgres(ql)?:\/\/\S*$/, 'postgres://…');
const storeSchema = z.strictObject({
  url: storeUrl,
  /** Most connections of a process. */
  connections: z.number().int().min(3).max(100).optional(),
  statementSeconds: z.number().min(1).max(3_600).optional(),
  awaySeconds: z.number().min(0).max(3_600).optional(),
});

const configSchema = z.strictObject({
  exporter: z
    .strictObject({ name: z.string().min(1).max(200), jurisdiction: country.optional(), facts: factMap.optional() })
    .optional(),
  recipients: z.record(z.string(), recipientSchema).optional(),
  lanes: z.record(z.string(), laneSchema).optional(),
  facts: factMap.optional(),
  /** Files of negative lists of free-trade zones (docs/zone-lists.md). */
  zoneLists: z.array(z.string().min(1).max(1000)).max(100).optional(),
  packs: z.array(packSchema).max(20).optional(),
  state: z.string().optional(),
  /** Where many machines keep one state; what the URL does not say comes from the environment (PGPASSWORD, …). */
  store: z
    .union([storeUrl, storeSchema], { error: 'postgres://…, or url, connections, statementSeconds and awaySeconds' })
    .optional(),
  ledger: z
    .strictObject({
      /** Who cosigns the heads of the ledger: the verifier key of each, and where it takes them. */
      witnesses: z
        .array(
          z.strictObject({
            key: z.string().max(1_000),
            url: z
              .string()
              .max(2_000)
              .regex(/^https?:\/\/[^\s?#]+$/, 'an http or https URL without query'),
          }),
        )
        .max(32),
      /** How many of them have to cosign a head before it is published. All, where it is not given. */
      quorum: z.number().int().min(1).optional(),
      /**
       * Whether they are asked before a transfer is recorded: always (the default; who does not answer is told), never,
       * or required: nothing is recorded unless as many as the quorum answer.
       */
      ask: z.enum(['always', 'never', 'required']).optional(),
    })
    .optional(),
  limits: z
    .strictObject({
      recordBytes: z.number().int().min(1024).max(1_073_741_824).optional(),
      depth: z.number().int().min(1).max(100_000).optional(),
      paths: z.number().int().min(1).max(1_000_000).optional(),
      inflatedBytes: z.number().int().min(1).optional(),
    })
    .optional(),
});

export type Config = z.infer<typeof configSchema>;
export type Lane = z.infer<typeof laneSchema>;

/**
 * Parses `douane.yaml`.
 *
 * @throws DouaneError CONFIG_INVALID with the line of the first fault.
 * @example
 * const config = parseConfig('exporter: { name: Example Trading Co. }', 'douane.yaml');
 */
export function parseConfig(text: string, file: string): Config {
  return new YamlFile({ path: file, text }, 'CONFIG_INVALID').check(configSchema);
}

/** What `douane init` writes. Parses as it stands; a test holds it so. */
export const CONFIG_TEMPLATE = `# Douane: what is declared about you, your recipients and your recurring flows.
# Every line that starts with "# " and a key can be taken into use by removing the "# ".

# Who sends. Trusted: a wrong fact here gives a wrong decision, so let counsel read this part.
exporter:
  name: Example Trading Co., Ltd.
  jurisdiction: CN
  facts:
    # Has the sector's authority notified you that you operate critical information infrastructure?
    ciio: false
    # Persons whose data you hold today, deleted ones left out. Read by the law up to 2024-03-21.
    personsHeld: 0
    # A free-trade zone with a negative list in force:
    # ftz: { zone: Shanghai, registered: true, exportsFrom: true, sector: reinsurance, scenario: claims }

# Tables of the negative lists of zones, relative to this file (docs/zone-lists.md). Without one, ftz.itemOnList decides.
# zoneLists: [lists/shanghai-2025.yaml]

# Who receives. The key is what --recipient and lanes name.
recipients:
  munich-office:
    name: Example GmbH
    place: DE

# Recurring flows: douane check customers.csv --lane crm-munich
lanes:
  crm-munich:
    from: CN
    to: DE
    recipient: munich-office
    # individual-contract | hr | emergency | statutory-duty | other
    purpose: other
    # Only these fields may carry personal data; any other holds the transfer.
    # fields: [客户号, 姓名, 手机]
    # What tells persons apart, if Douane should not find out by itself:
    # subject: [客户号]
    # Treatments applied on the way out: remove, mask, token, pseudonym, fpe, generalise, encrypt; or "auto".
    # treat: { 身份证号: remove, 手机: mask }
    # permit: SC-2026-001
    # What to do when the permit has fewer persons left than a file has: hold-whole (default), or release-what-fits
    # of CSV and JSON Lines, in the order of the file, and hold the rest.
    # overrun: release-what-fits

# Further rules beside the built-in laws, such as your own policy (docs/policy-packs.md). They can only ask for more.
# \`douane law test ./policy\` prints the hash; with it, no other content is taken. A package needs one.
# packs:
#   - folder: ./policy
#     hash: sha256:…
#   - package: '@acme/policy'
#     hash: sha256:…

# Where the ledger, the register of persons, the keys and held data live. Whoever has this directory can read
# held data and tell whether a known identifier was counted: protect and back it up like a database of persons
# (docs/backup.md).
state: .douane

# One state for many machines: a PostgreSQL database. The directory above then has the keys, which all machines need, held
# data and receipts (docs/store.md). The password comes from PGPASSWORD or ~/.pgpass.
# store: postgres://douane@db.example/douane

# Witnesses outside, who cosign what the ledger signs, so that nobody can put an older state back or keep a second
# history unnoticed. \`douane clear\` and \`douane ledger cosign\` ask them; \`douane ledger export\` publishes what the quorum cosigned.
# ledger:
#   witnesses:
#     - { key: "witness.example/w1+…", url: "https://witness.example" }
#   quorum: 1
#   # Before a transfer is recorded they are asked whether they have seen a newer copy: always (default), never, or
#   # required: then nothing is recorded unless as many as the quorum answer (docs/backup.md).
#   ask: always
`;

/** The report's only style sheet. Its hash stands in the page's policy, so it is one constant. */
export const STYLE = `
:root{--paper:#fbfaf7;--sheet:#fff;--ink:#1b1f24;--quiet:#5c6570;--rule:#d9d6cd;--soft:#f3f1ea;--link:#1d4f91;
--pass:#1c6b3f;--treat:#0f6674;--hold:#935007;--refuse:#a3202b;--tone:var(--ink)}
@media (prefers-color-scheme:dark){:root{--paper:#14171a;--sheet:#1b1f23;--ink:#e8e6e1;--quiet:#a3abb4;--rule:#363c42;--soft:#242a2f;--link:#8db8f0;
--pass:#6fcf97;--treat:#6cc7d6;--hold:#f0b45f;--refuse:#f58d92}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif;text-align:right;padding:1rem max(1rem,calc((100% - 64rem)/2))}
.v-pass{--tone:var(--pass)}.v-treat{--tone:var(--treat)}.v-hold{--tone:var(--hold)}.v-refuse{--tone:var(--refuse)}
main{max-width:64rem;margin:.75rem auto 2rem;background:var(--sheet);border:1px solid var(--rule);border-top:6px solid var(--tone);padding:2.5rem 3rem;text-align:left;overflow-wrap:break-word}
main.zh{line-height:1.7}
input[type=radio]{position:absolute;opacity:0;width:1px;height:1px}
label{display:inline-block;padding:.25rem .8rem;border:1px solid var(--rule);color:var(--quiet);font-size:.875rem;cursor:pointer}
label+input+label{margin-left:-1px}
input:checked+label{background:var(--ink);color:var(--paper);border-color:var(--ink)}
input:focus-visible+label{outline:3px solid var(--link);outline-offset:2px}
#show-en:checked~main.zh,#show-zh:checked~main.en{display:none}
body>label:first-of-type{margin-left:auto}
h1{font:600 clamp(2.1rem,6vw,3.4rem)/1.1 Georgia,"Times New Roman","Songti SC","Noto Serif CJK SC","Noto Serif SC",SimSun,serif;color:var(--tone);margin:.6rem 0 1rem;letter-spacing:-.01em}
.zh h1{letter-spacing:.04em}
h2{font:600 1.3rem/1.3 Georgia,"Times New Roman","Songti SC","Noto Serif CJK SC","Noto Serif SC",SimSun,serif;margin:0 0 .9rem}
h3{font-size:1rem;margin:1.6rem 0 .6rem}
p{margin:0 0 .6rem}
section{border-top:1px solid var(--rule);margin-top:2.2rem;padding-top:1.5rem}
a{color:var(--link);text-underline-offset:.15em}
code,pre,kbd{font:.84em/1.5 ui-monospace,"SF Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
code{overflow-wrap:anywhere}
pre{margin:0;white-space:pre-wrap;overflow-wrap:anywhere}
kbd{background:var(--soft);border:1px solid var(--rule);border-radius:3px;padding:.1rem .4rem;overflow-wrap:anywhere}
.quiet{color:var(--quiet)}
.numbers{font-variant-numeric:tabular-nums;white-space:nowrap}
.kind{display:flex;justify-content:space-between;gap:1rem;color:var(--quiet);font-size:.9rem;margin:0;border-bottom:1px solid var(--rule);padding-bottom:.6rem}
.mark{font-family:Georgia,"Times New Roman",serif;letter-spacing:.14em;text-transform:uppercase}
.why{font-size:1.2rem;line-height:1.5;max-width:44rem}
.next{max-width:44rem}
.next strong{color:var(--tone);margin-right:.35rem}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:1rem 1.5rem;margin:1.8rem 0 0;padding:1.2rem 0;border-top:1px solid var(--rule);border-bottom:1px solid var(--rule)}
.facts dt{color:var(--quiet);font-size:.82rem}
.facts dd{margin:0;font-weight:600;overflow-wrap:anywhere}
.classes{list-style:none;margin:1.2rem 0 0;padding:0;display:grid;gap:.45rem}
.classes li{border-left:4px solid var(--quiet);padding:.1rem 0 .1rem .8rem;display:grid;grid-template-columns:minmax(9rem,15rem) 1fr;gap:0 1rem}
.classes .o-not-export,.classes .o-free,.classes .o-exempt{border-color:var(--pass)}
.classes .o-standard-contract-or-certification,.classes .o-no-route,.classes .o-security-assessment,.classes .o-approval{border-color:var(--hold)}
.classes .o-prohibited{border-color:var(--refuse)}
.reasons{margin:0;padding:0;list-style:none;counter-reset:r;display:grid;gap:1.3rem}
.reasons li{counter-increment:r;padding-left:2.3rem;position:relative}
.reasons li::before{content:counter(r);position:absolute;left:0;top:.1rem;width:1.5rem;height:1.5rem;border:1px solid var(--rule);border-radius:50%;text-align:center;font-size:.82rem;line-height:1.42rem;color:var(--quiet)}
.reasons p{margin:0 0 .2rem}
.because{font-size:1.06rem}
.tags{display:flex;flex-wrap:wrap;gap:.15rem .9rem;color:var(--quiet);font-size:.86rem}
.sure{white-space:nowrap;font-size:.84rem;color:var(--quiet)}
.sure b{display:inline-block;min-width:1.7em;text-align:center;border:1px solid currentColor;border-radius:3px;padding:0 .3em;font-size:.9em;line-height:1.4}
.s-V1 b{color:var(--pass)}.s-V2 b{color:var(--treat)}.s-V3 b,.s-I b{color:var(--hold)}.s-M b{color:var(--refuse)}
.sure-legend{margin:1.5rem 0 0;padding:.8rem 1rem;background:var(--soft);font-size:.87rem}
.sure-legend div{display:grid;grid-template-columns:13rem 1fr;gap:.2rem 1rem;padding:.15rem 0}
.sure-legend dd{margin:0}
table{width:100%;border-collapse:collapse;font-size:.92rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .9rem .5rem 0;border-bottom:1px solid var(--rule)}
thead th{color:var(--quiet);font-weight:500;font-size:.82rem;border-bottom:2px solid var(--rule)}
tbody th{font-weight:600}
th:last-child,td:last-child{padding-right:0}
.in-duties tbody th,.in-assumed tbody th{font-weight:400}
.in-duties th:first-child{width:46%}
td time{white-space:nowrap;font-variant-numeric:tabular-nums;font-weight:600}
.path,.example{overflow-wrap:anywhere}
.in-fields tbody th{min-width:8.8rem}.in-fields td:nth-child(6){min-width:10.5rem}.in-fields td:nth-child(2),.in-fields td:nth-child(5){min-width:6.5rem}
.example{font-family:ui-monospace,Menlo,Consolas,"DejaVu Sans Mono","Noto Sans Mono CJK SC",monospace;font-size:.88em}
.grade{white-space:nowrap;border-left:4px solid var(--rule);padding-left:.45rem}
.g-personal{border-color:var(--treat)}.g-sensitive{border-color:var(--hold);font-weight:600}.g-important,.g-core{border-color:var(--refuse);font-weight:600}
.counts td{font-variant-numeric:tabular-nums;font-size:1.05rem}
.notes,.flags,.measures{padding-left:1.2rem;margin:.9rem 0}
.flags{list-style:none;padding:0}
.flags li{border-left:4px solid var(--hold);background:var(--soft);padding:.6rem .9rem;margin:0 0 .6rem}
.flags code{color:var(--quiet)}
.measures .path{font-weight:600;margin-right:.5rem}
.bar{margin:0 0 1.2rem}
.bar figcaption{display:flex;justify-content:space-between;gap:.2rem 1rem;flex-wrap:wrap}
.bar svg{display:block;width:100%;height:.75rem;margin:.3rem 0}
.bar p{font-size:.84rem;margin:0}
.track{fill:var(--soft);stroke:var(--rule)}.fill{fill:var(--treat)}.reached .fill{fill:var(--hold)}
.limit{stroke:var(--sheet);vector-effect:non-scaling-stroke;stroke-width:3px}
.proof{margin:0}
.proof div{display:grid;grid-template-columns:11rem 1fr;gap:.1rem 1rem;padding:.35rem 0;border-bottom:1px solid var(--rule)}
.proof dt{color:var(--quiet)}
.proof dd{margin:0;overflow-wrap:anywhere}
.in-sign{break-inside:avoid}
.sign{display:grid;grid-template-columns:1fr 1fr 1fr;gap:3.4rem 2rem;padding-top:2.8rem}
.sign .wide{grid-column:span 2}
.sign div{border-top:1px solid var(--ink);padding-top:.3rem;font-size:.84rem;color:var(--quiet)}
footer{margin-top:2.2rem;font-size:.84rem;color:var(--quiet)}
footer p{margin:0}
details{margin:.5rem 0}
summary{cursor:pointer;padding:.25rem 0}
summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
details.law{border:1px solid var(--rule);padding:.4rem 1.1rem .7rem;margin:0 0 1rem}
details.law>summary{font-size:1.05rem}
.scope{border-top:1px solid var(--rule);margin-top:1rem}
.scope h3{margin:1rem 0 .4rem}
details.rule{background:var(--soft);padding:.3rem .9rem .6rem}
.tree{list-style:none;margin:.15rem 0 .3rem;padding:0}
.tree .tree{margin:.1rem 0 .1rem .45rem;padding-left:1.05rem;border-left:1px solid var(--rule)}
.tree .marked>.tree{margin-left:-.85rem}
.tree li{padding:.14rem 0;position:relative}
.tree .marked{padding-left:1.3rem}
.tick{position:absolute;left:0;font-weight:700}
.tree a{font-size:.86rem}
.t-yes{color:var(--pass)}.t-no{color:var(--quiet)}
.detail{display:block;font-size:.86rem;color:var(--quiet);max-width:50rem}
.detail a{color:inherit}
.source{display:inline-block;font-size:.78rem;border:1px solid currentColor;border-radius:3px;padding:0 .35em;line-height:1.45;white-space:nowrap;color:var(--quiet)}
.f-measured{color:var(--pass)}.f-declared{color:var(--link)}.f-assumed{color:var(--hold)}
.part{display:block}
.milder{color:var(--pass);font-weight:600}.graver{color:var(--hold);font-weight:600}
.in-changes tbody th,.in-laws tbody th{font-weight:400}
.in-changes th:first-child{width:38%}
.in-changes tbody th code{color:var(--quiet);display:block}
@media (max-width:40rem){
.in-changes th:first-child{width:auto}
details.law{padding:.3rem .7rem .6rem}details.rule{padding:.3rem .6rem .5rem}
.tree .tree{padding-left:.7rem;margin-left:.3rem}.tree .marked>.tree{margin-left:-1rem}
.sign .wide{grid-column:auto}
body{padding:.5rem}.in-fields tbody th,.in-fields td:nth-child(n){min-width:0}.in-duties th:first-child{width:auto}main{padding:1.4rem 1.1rem}
.kind{flex-wrap:wrap}
.facts{grid-template-columns:1fr 1fr;gap:.8rem 1rem}
.classes li,.proof div,.sure-legend div{grid-template-columns:1fr}
.reasons li{padding-left:0}.reasons li::before{position:static;display:block;margin-bottom:.3rem}
.sign{grid-template-columns:1fr;gap:3rem}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
table,tbody,tr,th,td{display:block;padding:0;border:0}
tbody tr{border-bottom:1px solid var(--rule);padding:.65rem 0}
td{display:grid;grid-template-columns:7.5rem 1fr;gap:.6rem;padding:.12rem 0}
td::before{content:attr(data-label);color:var(--quiet);font-size:.84rem}
}
@media print{
:root{--paper:#fff;--sheet:#fff;--ink:#000;--quiet:#444;--rule:#bbb;--soft:#f4f4f4;--link:#000;--pass:#14532d;--treat:#0b4f5a;--hold:#7a4204;--refuse:#8b1a23}
@page{margin:18mm 16mm}
body{padding:0;font-size:10.5pt}
label{display:none}
.in-fields td:nth-child(n){min-width:0}.in-fields tbody th{min-width:7.2rem}.in-fields td:nth-child(6){min-width:8rem}
table,.sure{font-size:.84em}
main{border:0;padding:0;max-width:none;margin:0}
h2,h3{break-after:avoid}
tr,.reasons li,.flags li,figure,.sign,.facts{break-inside:avoid}
details::details-content{content-visibility:visible;display:block;block-size:auto}
.cite a::after{content:" <" attr(href) ">";font-size:.8em;overflow-wrap:anywhere;color:var(--quiet)}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
`;

/** The only style sheet of a filing. Its hash stands in the page's policy, so it is one constant. */
export const STYLE = `
*{box-sizing:border-box}
body{margin:0;background:#f3f2ee;color:#111;font:15px/1.6 "Times New Roman",SimSun,"宋体","Songti SC","Noto Serif CJK SC","Noto Serif SC",serif;padding:1rem}
main{max-width:60rem;margin:0 auto;background:#fff;border:1px solid #ccc;padding:2.5rem 3rem}
h1,h2,h3,th,.draft{font-family:Arial,SimHei,"黑体","Heiti SC","Noto Sans CJK SC","Noto Sans SC",sans-serif}
h1{font-size:1.7rem;line-height:1.3;text-align:center;margin:.6rem 0 .4rem}
h2{font-size:1.2rem;margin:2.2rem 0 .8rem;border-bottom:2px solid #111;padding-bottom:.25rem}
h3{font-size:1rem;margin:1.6rem 0 .5rem}
p{margin:0 0 .6rem}
.draft{text-align:center;color:#8a1c1c;border:1px solid #8a1c1c;padding:.25rem;font-size:.85rem;margin:0}
.subtitle{text-align:center;margin-bottom:1.6rem}
.note{font-size:.82rem;color:#444;line-height:1.5;overflow-wrap:anywhere}
.answer{border:1px dashed #9a7b00;padding:.5rem .7rem 3.2rem;margin:.6rem 0;break-inside:avoid}
.gap{background:#fff2a8;color:#111;padding:.05em .2em;-webkit-box-decoration-break:clone;box-decoration-break:clone}
.missing{border:1px solid #9a7b00;background:#fffdf2;padding:1rem 1.2rem;margin:0 0 1rem}
.missing h2{margin-top:0;border-color:#9a7b00}
.missing td:first-child{white-space:nowrap;width:3rem}
.missing td:last-child{width:14rem}
table{width:100%;border-collapse:collapse;font-size:.86rem;line-height:1.45;margin:.3rem 0 .7rem}
th,td{border:1px solid #999;padding:.3rem .45rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
thead th{background:#eee;font-weight:600;font-size:.8rem}
tfoot td{font-weight:600;border-top:2px solid #111}
.fixed{table-layout:fixed}
.form th{width:30%;background:#f6f6f6;font-weight:600}
.n{text-align:right;font-variant-numeric:tabular-nums}
a{color:#1d4f91}
@media (max-width:48rem){main{padding:1.2rem 1rem;overflow-x:auto}}
@media print{
@page{size:A4;margin:20mm 18mm}
body{background:#fff;padding:0;font-size:10.5pt}
main{border:0;padding:0;max-width:none}
h2,h3{break-after:avoid}
tr{break-inside:avoid}
thead{display:table-header-group}
tfoot{display:table-row-group}
a{color:inherit;text-decoration:none}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
`;

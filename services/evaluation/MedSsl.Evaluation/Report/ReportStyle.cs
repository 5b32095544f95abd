namespace MedSsl.Evaluation.Report;

/// <summary>The style sheet of the report. Line colours are from the palette of Okabe and Ito, told apart with any colour vision; dashes tell them apart in grey print.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --ink:#1c2430; --soft:#55606e; --paper:#fff; --tint:#f3f6f9; --rule:#d5dbe2;
          --model:#0060a8; --a:#b34700; --b:#00785a; --c:#a0457d; --better:#00785a; --worse:#b34700; --open:#55606e; }
        @media (prefers-color-scheme: dark) { :root { --ink:#e8edf3; --soft:#aab4c0; --paper:#14181e; --tint:#1e242c; --rule:#3a434e;
          --model:#5db7f5; --a:#f0934e; --b:#3fc79c; --c:#e29ac6; --better:#3fc79c; --worse:#f0934e; --open:#aab4c0; } }
        @media print { :root { color-scheme: light; --ink:#000; --soft:#333; --paper:#fff; --tint:#fff; --rule:#999;
          --model:#0060a8; --a:#b34700; --b:#00785a; --c:#a0457d; --better:#00785a; --worse:#b34700; --open:#333; }
          body { margin:0; max-width:none; font-size:10pt; } section, figure, tr { break-inside: avoid; } h2 { break-after: avoid; } }
        * { box-sizing: border-box; }
        body { font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; color: var(--ink); background: var(--paper);
          max-width: 66rem; margin: 2rem auto; padding: 0 1rem; }
        h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; } h3 { font-size: 1rem; margin: 1.2rem 0 .4rem; }
        p { margin: .4rem 0; } .soft { color: var(--soft); }
        .verdict { border-left: .35rem solid var(--open); background: var(--tint); padding: .8rem 1rem; margin: 1.2rem 0; }
        .verdict.better { border-color: var(--better); } .verdict.worse { border-color: var(--worse); }
        .scroll { overflow-x: auto; margin-bottom: 1.2rem; } tbody th.name { white-space: nowrap; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .93rem; }
        caption { text-align: left; color: var(--soft); padding-bottom: .3rem; }
        th, td { text-align: left; padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
        thead th { border-bottom: 2px solid var(--rule); font-weight: 600; } tbody th { font-weight: 400; }
        tr.model > * { font-weight: 600; } td.n, th.n { text-align: right; white-space: nowrap; } .mono { font-family: ui-monospace, "DejaVu Sans Mono", monospace; font-size: .82rem; overflow-wrap: anywhere; }
        pre { background: var(--tint); padding: .7rem 1rem; overflow-x: auto; white-space: pre-wrap; overflow-wrap: anywhere; }
        .charts { display: flex; flex-wrap: wrap; gap: 1.5rem; } figure { margin: 0; width: 22.5rem; max-width: 100%; } figcaption { font-weight: 600; }
        svg { max-width: 100%; height: auto; vertical-align: middle; } svg text { fill: var(--soft); font-size: 12px; }
        polyline { fill: none; stroke-width: 1.8; stroke-linejoin: round; } .grid { stroke: var(--rule); stroke-width: .7; } .chance { stroke: var(--soft); stroke-dasharray: 1 4; }
        .line-model { stroke: var(--model); stroke-width: 2.8; } .line-a { stroke: var(--a); stroke-dasharray: 7 4; } .line-b { stroke: var(--b); stroke-dasharray: 2 3; }
        .line-c { stroke: var(--c); stroke-dasharray: 9 3 2 3; }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1rem; padding: 0; margin: .2rem 0; font-size: .88rem; }
        """;
}

using System.Globalization;
using System.Net;
using System.Text;

namespace MedSsl.Dashboard;

/// <summary>The status as one HTML page without outside parts; it reloads itself.</summary>
internal static class DashboardPage
{
    private const string Head = """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
        <meta http-equiv="refresh" content="10"><title>MedSsl Platform</title>
        <style>
        :root{color-scheme:light dark;--line:light-dark(#d4d9de,#39424c);--soft:light-dark(#f4f6f8,#1b2128);--ink:light-dark(#17202a,#e8edf2);--dim:light-dark(#55606c,#9aa6b2)}
        body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:light-dark(#fff,#12171c);max-width:64rem;margin:2rem auto;padding:0 1rem}
        h1{font-size:1.5rem;margin:0 0 1rem}h2{font-size:1.05rem;margin:2rem 0 .5rem}
        ol{display:grid;grid-template-columns:repeat(auto-fit,minmax(9rem,1fr));gap:.5rem;list-style:none;padding:0}
        ol li{background:var(--soft);border:1px solid var(--line);border-radius:.4rem;padding:.6rem .8rem}
        ol b{display:block;font-size:1.5rem}ol span,caption,.dim{color:var(--dim)}
        table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line)}td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}
        </style></head><body><h1>MedSsl Platform</h1>
        """;

    public static string Render(PlatformStatus status)
    {
        var html = new StringBuilder(Head);
        html.Append("<ol>");
        Tile(html, status.OpenSeries, "series open");
        Tile(html, status.CompleteSeries, "series complete");
        Tile(html, status.SeriesWaitingForReference, "wait for a reference");
        Tile(html, status.NormalizedSeries, "series normalized");
        Tile(html, status.Quarantined.Values.Sum(), "inputs in quarantine");
        Tile(html, status.PendingRuns.Count, "runs pending");
        Tile(html, status.PausedRuns.Count, "of them paused");
        Tile(html, status.PendingBenchmarks.Count, "benchmarks pending");
        html.Append("</ol>");

        Table(html, "Datasets", ["dataset", "#version", "#shards", "#samples", "#series waiting for a shard"],
            status.Datasets.Select(row => new[] { row.Dataset, Number(row.Version), Number(row.Shards), Number(row.Samples), Number(row.StagedSeries) }));
        Table(html, "Models", ["model", "#version", "backbone", "trained on", "run", "registered"],
            status.Models.Select(row => new[] { row.Model, Number(row.Version), row.Backbone, $"{row.Dataset} v{row.DatasetVersion}", row.RunId, row.RegisteredAt.ToString("u", CultureInfo.InvariantCulture) }));
        Benchmarks(html, status);
        Table(html, "Runs that failed", ["run", "reason"], status.FailedRuns.Select(row => new[] { row.Key, row.Value }));
        Table(html, "Runs that were cancelled", ["run", "by"], status.CancelledRuns.Select(row => new[] { row.Key, row.Value }));
        Table(html, "Quarantine", ["reason", "#inputs"], status.Quarantined.Select(row => new[] { row.Key, Number(row.Value) }));
        return html.Append("</body></html>").ToString();
    }

    private static void Benchmarks(StringBuilder html, PlatformStatus status)
    {
        if (status.Benchmarks.Count == 0)
        {
            return;
        }

        html.Append("<h2>Benchmarks</h2><table><tr><th>model</th><th>task</th><th class=n>AUC</th><th class=n>AUC, random backbone</th><th>report</th></tr>");
        foreach (var row in status.Benchmarks)
        {
            html.Append(CultureInfo.InvariantCulture,
                $"<tr><td>{Text(row.Model)} v{row.ModelVersion}</td><td>{Text(row.Task)}</td><td class=n>{row.ModelAuc:F3}</td><td class=n>{row.RandomAuc:F3}</td><td><a href=\"/benchmarks/{Text(row.BenchmarkId)}/report\">{Text(row.BenchmarkId)}</a></td></tr>");
        }

        html.Append("</table>");
    }

    private static void Tile(StringBuilder html, int value, string label) =>
        html.Append(CultureInfo.InvariantCulture, $"<li><b>{value}</b><span>{label}</span></li>");

    /// <summary>A table; columns that begin with <c>#</c> hold numbers. Nothing where there is no row.</summary>
    private static void Table(StringBuilder html, string title, string[] columns, IEnumerable<string[]> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
        {
            return;
        }

        string Class(int column) => columns[column].StartsWith('#') ? " class=n" : "";
        html.Append("<h2>").Append(title).Append("</h2><table><tr>");
        for (var i = 0; i < columns.Length; i++)
        {
            html.Append("<th").Append(Class(i)).Append('>').Append(columns[i].TrimStart('#')).Append("</th>");
        }

        html.Append("</tr>");
        foreach (var row in all)
        {
            html.Append("<tr>");
            for (var i = 0; i < row.Length; i++)
            {
                html.Append("<td").Append(Class(i)).Append('>').Append(Text(row[i])).Append("</td>");
            }

            html.Append("</tr>");
        }

        html.Append("</table>");
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Text(string value) => WebUtility.HtmlEncode(value);
}

using System.Globalization;
using System.Net;
using System.Text;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>The report on a withdrawal for people: one HTML file without outside parts. Everything that is not ours is escaped.</summary>
internal static class ReportPage
{
    private const string Style = "body{font:16px/1.5 sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}" +
        "table{border-collapse:collapse;margin:.5rem 0}td,th{border:1px solid #999;padding:.2rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}code{overflow-wrap:anywhere}";

    /// <param name="report">The report.</param>
    /// <param name="sha256">SHA-256 of its JSON, which is what the signature vouches for.</param>
    public static string Write(WithdrawalReport report, string sha256)
    {
        var command = report.Request.Command;
        var found = report.Found;
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Withdrawal {Text(command.WithdrawalId)}</title><style>{Style}</style></head><body>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>Withdrawal of a patient: {Text(command.WithdrawalId)}</h1>\n");
        Table(page, ["", ""],
        [
            ["Patient (pseudonym)", string.Join(", ", command.Pseudonyms)],
            ["Requested by", command.RequestedBy],
            ["Reason", command.Reason],
            ["Accepted", Time(report.Request.AcceptedAt)],
            ["Completed", Time(report.CompletedAt)],
        ]);
        page.Append("<p>From acceptance on no image of the patient is used or taken in. Everything below under “found” is removed.</p>\n");

        page.Append("<h2>What was found, and is removed</h2>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p>{found.Studies.Count} studies, {found.Series.Count} series, {found.Instances.Count} instances, {found.Shards.Sum(shard => shard.Keys.Count)} samples in {found.Shards.Count} shards.</p>\n");
        Table(page, ["Removed objects", "Number", "Bytes"], found.Objects.GroupBy(item => item.Kind, StringComparer.Ordinal).Select(kind => (string[])[kind.Key, Number(kind.Count()), Number(kind.Sum(item => item.Bytes))]));
        Table(page, ["Shard", "Samples of the patient", "Written again as"], found.Shards.Select(shard => (string[])[shard.ShardId, $"{shard.Positions.Count} of {shard.SampleCount}",
            report.Replacements.GetValueOrDefault(shard.ShardId) is { Length: > 0 } id ? id : "nothing was left"]));
        Table(page, ["Dataset", "Version without the patient"], report.DatasetVersions.Select(dataset => (string[])[dataset.Key, Number(dataset.Value)]));
        Table(page, ["Written again without the patient"], found.Edited.Select(key => (string[])[key]));

        page.Append("<h2>Runs and models</h2>\n");
        Table(page, ["Run", "Dataset", "Samples", "Uses", "First step", "Last step", "Began with"], report.Runs.Select(run => (string[])
            [run.RunId, $"{run.Dataset} version {run.DatasetVersion}", Number(run.SampleCount), run.SampleCount == 0 ? "0" : run.Exposures is { } uses ? Number(uses) : "not computed", run.FirstStep is { } first ? Number(first) : "", run.LastStep is { } last ? Number(last) : "", run.InitialWeights ?? ""]));
        Table(page, ["Model", "Version", "Run"], report.Models.Select(model => (string[])[model.Model, Number(model.Version), model.RunId]));

        page.Append("<h2>What remains</h2>\n<ul>\n");
        foreach (var sentence in report.Remains)
        {
            page.Append(CultureInfo.InvariantCulture, $"<li>{Text(sentence)}</li>\n");
        }

        page.Append("</ul>\n<h2>Signature</h2>\n");
        page.Append(CultureInfo.InvariantCulture, $"<p>This page is made from the report in JSON, SHA-256 <code>{sha256}</code>, which is signed with ECDSA (P-256, SHA-256) by the key with the fingerprint <code>{report.KeyFingerprint}</code>. The JSON lists every object by name. <code>medssl withdraw verify</code> checks it.</p>\n");
        return page.Append("</body></html>\n").ToString();
    }

    private static void Table(StringBuilder page, string[] columns, IEnumerable<string[]> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
        {
            return;
        }

        page.Append("<table>");
        if (columns.Any(column => column.Length > 0))
        {
            Row(page, "th", columns);
        }

        all.ForEach(row => Row(page, "td", row));
        page.Append("</table>\n");
    }

    private static void Row(StringBuilder page, string cell, string[] texts)
    {
        page.Append("<tr>");
        foreach (var text in texts)
        {
            page.Append(CultureInfo.InvariantCulture, $"<{cell}>{Text(text)}</{cell}>");
        }

        page.Append("</tr>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Associations;
using MedSsl.Dicom.Network.Pdus;
using MedSsl.Ingestion.Network;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion.Network;

/// <summary>
/// Keeps the tables of docs/dicom-network.md as the code has them: between each pair of marks the test rewrites what differs, and fails: commit the
/// page. What the tables say of negotiation is negotiated.
/// </summary>
public sealed class ConformanceDocTests
{
    private const string Page = "docs/dicom-network.md";

    [Fact]
    public async Task Page_has_the_tables_of_the_code()
    {
        var path = Path.Combine(Repository.Root, Page);
        var before = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var after = Tables().Aggregate(before, (text, table) => Replace(text, table.Key, table.Value));
        if (before != after)
        {
            await File.WriteAllTextAsync(path, after, TestContext.Current.CancellationToken);
            Assert.Fail($"{Page} did not say what the code says; its tables are written anew, commit it.");
        }
    }

    [Fact]
    public void Every_class_in_every_syntax_of_the_tables_is_accepted()
    {
        var settings = new AcceptorSettings(16384, AcceptUnknownSopClasses: false, OffersCommitment: true);
        foreach (var sopClass in StorageSopClasses.All)
        {
            var offered = NetworkTransferSyntaxes.All.Select((uid, index) => new OfferedContext((byte)((2 * index) + 1), sopClass.Uid, [uid])).ToList();
            var request = new AssociateRequest { CalledAeTitle = "A", CallingAeTitle = "B", Contexts = offered };
            Assert.All(Negotiation.Accept(request, settings).Contexts.Zip(offered), pair =>
                Assert.Equal((ContextResult.Accepted, pair.Second.TransferSyntaxes[0]), (pair.First.Result, pair.First.TransferSyntax)));
        }
    }

    private static Dictionary<string, string> Tables()
    {
        var options = new DicomOptions();
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["limits"] = Table("| limit or timer | key | default |\n|---|---|---|\n",
            [
                Row("associations at a time", nameof(options.MaxAssociations), options.MaxAssociations),
                Row("associations of one address", nameof(options.MaxAssociationsPerSource), options.MaxAssociationsPerSource),
                Row("longest P-DATA-TF taken, bytes", nameof(options.MaxPduLength), options.MaxPduLength),
                Row("ARTIM: connection, TLS and association request together", nameof(options.AssociationTimeout), options.AssociationTimeout),
                Row("between two messages", nameof(options.IdleTimeout), options.IdleTimeout),
                Row("within a message, and for our answers to be taken", nameof(options.MessageTimeout), options.MessageTimeout),
                Row("bytes waiting in the spool at which the door closes", nameof(options.SpoolHighBytes), options.SpoolHighBytes),
                Row("and at which it opens again", nameof(options.SpoolLowBytes), options.SpoolLowBytes),
                Row("free bytes of its disk below which it closes too", nameof(options.MinFreeBytes), options.MinFreeBytes),
            ]),
            ["rejections"] = Table("| result | source | reason | meaning |\n|---|---|---|---|\n",
                AssociateRejection.All.Select(rejection => $"| {rejection.Result} ({(rejection.Result == 1 ? "permanent" : "transient")}) | {rejection.Source} | {rejection.Reason} | {rejection.Meaning} |\n")),
            ["statuses"] = Table("| status | messages | when |\n|---|---|---|\n",
                DimseStatus.All.Select(status => $"| {DicomMetrics.Status(status.Status)} | {status.Messages} | {status.Meaning} |\n")),
            ["transfer-syntaxes"] = Table("| UID | name |\n|---|---|\n", NetworkTransferSyntaxes.All.Select(uid => $"| {uid} | {NetworkTransferSyntaxes.NameOf(uid)} |\n")),
            ["sop-classes"] = Table("| UID | name |\n|---|---|\n", StorageSopClasses.All.Select(sopClass => $"| {sopClass.Uid} | {sopClass.Name} |\n")),
        };
    }

    private static string Row(string what, string key, object value) =>
        string.Create(CultureInfo.InvariantCulture, $"| {what} | `{DicomOptions.SectionName}:{key}` | {value} |\n");

    private static string Table(string head, IEnumerable<string> rows) => rows.Aggregate(new StringBuilder(head), (table, row) => table.Append(row)).ToString();

    private static string Replace(string text, string name, string table)
    {
        var (begin, end) = ($"<!-- {name}: written by ConformanceDocTests -->\n", $"<!-- end of {name} -->\n");
        var (from, to) = (text.IndexOf(begin, StringComparison.Ordinal), text.IndexOf(end, StringComparison.Ordinal));
        Assert.True(from >= 0 && to > from, $"{Page} lacks the marks {begin.Trim()} and {end.Trim()}");
        return text[..(from + begin.Length)] + table + text[to..];
    }
}

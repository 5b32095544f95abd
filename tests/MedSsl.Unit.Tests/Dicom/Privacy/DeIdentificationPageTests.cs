using System.Globalization;
using System.Text;
using MedSsl.Dicom;
using MedSsl.Dicom.Privacy.Profile;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Privacy;

/// <summary>docs/de-identification.md shows the table of the code. Where it differs the test rewrites that part and fails: commit the page.</summary>
public sealed class DeIdentificationPageTests
{
    private const string Heading = "| tag | attribute | Basic | default | options |\n";

    [Fact]
    public void Page_shows_every_row_with_its_actions()
    {
        var path = Path.Combine(Repository.Root, "docs", "de-identification.md");
        var page = File.ReadAllText(path);
        var start = page.IndexOf(Heading, StringComparison.Ordinal);
        var expected = (start < 0 ? page : page[..start]) + Render();
        if (page != expected)
        {
            File.WriteAllText(path, expected);
            Assert.Fail("The table of docs/de-identification.md did not say what the code says; it is written anew, commit it.");
        }
    }

    private static string Render()
    {
        var table = new StringBuilder(Heading).Append("|---|---|---|---|---|\n");
        foreach (var row in ConfidentialityTable.Rows)
        {
            var tag = row.Pattern.Length == 8 ? $"({row.Pattern[..4].ToUpperInvariant()},{row.Pattern[4..].ToUpperInvariant()})" : "odd groups";
            var options = row.OptionActions.Select(pair => $"{pair.Option} {Letter(pair.Action)}");
            table.Append(CultureInfo.InvariantCulture,
                $"| {tag} | {row.Name} | {row.BasicProfile} | {Letter(row.Under(DeIdentificationProfile.Research.Options))} | {string.Join(", ", options)} |\n");
        }

        return table.ToString();
    }

    private static char Letter(ConfidentialityAction action) => action switch
    {
        ConfidentialityAction.Remove => 'X',
        ConfidentialityAction.Empty => 'Z',
        ConfidentialityAction.Dummy => 'D',
        ConfidentialityAction.MapUid => 'U',
        ConfidentialityAction.Clean => 'C',
        _ => 'K',
    };
}

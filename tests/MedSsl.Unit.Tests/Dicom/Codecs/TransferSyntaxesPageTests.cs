using MedSsl.Dicom.Codecs;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Codecs;

/// <summary>docs/transfer-syntaxes.md says what the code's table says.</summary>
public sealed class TransferSyntaxesPageTests
{
    [Fact]
    public void Page_lists_every_syntax_that_is_decoded_and_no_other()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, "docs", "transfer-syntaxes.md")).Where(line => line.Contains("| 1.2.840.10008.1.2", StringComparison.Ordinal));

        Assert.Equal(CodecTable.Syntaxes.Select(syntax => $"| {syntax.Name} | {syntax.Uid} | {syntax.Fidelity} | {syntax.Decoder} | {syntax.Package} |"), rows);
    }
}

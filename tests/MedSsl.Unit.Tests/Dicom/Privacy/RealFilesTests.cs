using System.Globalization;
using MedSsl.Dicom;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Privacy;

/// <summary>The research profile on the real files of the development set.</summary>
public sealed class RealFilesTests
{
    private static readonly DeIdentifier Research = new("a site key of at least 32 bytes, for tests"u8, DeIdentificationProfile.Research);

    private static string Folder => Repository.DevelopmentData("dicom");

    private static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Folder, file)).Where(name => !name.StartsWith("fuzz", StringComparison.Ordinal));

    [Fact]
    public void Debug()
    {
        var text = new System.Text.StringBuilder();
        foreach (var name in Names)
        {
            foreach (var d in new[] { Research, new DeIdentifier("a site key of at least 32 bytes, for tests"u8) })
            if (DicomFile.TryParse(File.ReadAllBytes(Path.Combine(Folder, name)), new DicomLimits(), out var dataset, out _) && !d.TryDeIdentify(dataset, out _, out var error))
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"{(d == Research ? "R" : "S")} {name} {error.Code} {error.Message}");
            }
        }

        foreach (var name in Names)
        {
            if (DicomFile.TryParse(File.ReadAllBytes(Path.Combine(Folder, name)), new DicomLimits(), out var dataset, out _) && Research.TryDeIdentify(dataset, out var r, out var error))
            {
                Directory.CreateDirectory("/tmp/deidout");
                File.WriteAllBytes("/tmp/deidout/" + name.Replace('/', '+'), DicomWriter.Write(r));
            }
        }

        File.WriteAllText("/tmp/leaks.txt", text.ToString());
    }
}

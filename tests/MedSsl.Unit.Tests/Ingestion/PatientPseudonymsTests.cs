using MedSsl.Dicom;
using MedSsl.Ingestion;
using MedSsl.Testing;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion;

public sealed class PatientPseudonymsTests
{
    private static readonly byte[] Older = [.. Enumerable.Repeat((byte)1, 32)];
    private static readonly byte[] Newer = [.. Enumerable.Repeat((byte)2, 32)];

    [Fact]
    public void Of_a_number_is_what_each_key_makes_of_it_the_newest_first_and_depends_on_the_issuer()
    {
        var configuration = Configuration(("Ingestion:SiteKey", $"1:{Convert.ToBase64String(Older)},2:{Convert.ToBase64String(Newer)}"));
        Assert.Equal([new DeIdentifier(Newer).PatientPseudonym("4711", null), new DeIdentifier(Older).PatientPseudonym("4711", null)], PatientPseudonyms.Of("4711", null, configuration));
        Assert.Equal(new DeIdentifier(Newer).PatientPseudonym("4711", "north"), PatientPseudonyms.Of("4711", "north", configuration)[0]);
    }

    [Fact]
    public void Of_a_number_without_a_key_is_nothing_and_no_key_is_made()
    {
        var folder = Repository.NewTemporaryFolder();
        Assert.Empty(PatientPseudonyms.Of("4711", null, Configuration(("Hosting:DataFolder", folder))));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        Directory.Delete(folder);
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value))).Build();
}

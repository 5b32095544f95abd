using MedSsl.Dicom;
using MedSsl.Ingestion;
using MedSsl.Testing;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion;

public sealed class StoredUidsTests
{
    private static readonly string Older = Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray());
    private static readonly string Newer = Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray());

    [Fact]
    public void Of_uid_from_outside_is_what_each_key_makes_of_it_the_newest_first()
    {
        var found = StoredUids.Of("1.2.3", Configuration(("Ingestion:SiteKey", $"1:{Older},2:{Newer}")));
        Assert.Equal([new DeIdentifier(Convert.FromBase64String(Newer)).MapUid("1.2.3"), new DeIdentifier(Convert.FromBase64String(Older)).MapUid("1.2.3"), "1.2.3"], found);
    }

    [Fact]
    public void Of_uid_without_a_key_is_itself_and_no_key_is_made()
    {
        var folder = Repository.NewTemporaryFolder();
        Assert.Equal(["1.2.3"], StoredUids.Of("1.2.3", Configuration(("Hosting:DataFolder", folder))));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        Directory.Delete(folder);
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value))).Build();
}

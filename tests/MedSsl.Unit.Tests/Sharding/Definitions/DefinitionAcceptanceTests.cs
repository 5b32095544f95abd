using MedSsl.Catalogue;
using MedSsl.Catalogue.Selection;
using MedSsl.Contracts;
using MedSsl.Contracts.Datasets;
using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Sharding;
using MedSsl.Sharding.Definitions;
using MedSsl.Unit.Tests.Hosting;
using MedSsl.Unit.Tests.Shards;
using Xunit;
using static MedSsl.Unit.Tests.Sharding.Definitions.Definitions;

namespace MedSsl.Unit.Tests.Sharding.Definitions;

public sealed class DefinitionAcceptanceTests : IAsyncLifetime
{
    private static readonly DatasetDefinition Good = Over("x", "north").Definition;
    private TestPlatform platform = null!;

    public static TheoryData<string, DatasetDefinition> Bad => new()
    {
        { "sources: expected one dataset or more", Good with { Sources = [] } },
        { "sources: expected one dataset or more", Good with { Sources = null! } },
        { "sources: expected letters", Good with { Sources = [new DatasetSource { Dataset = "a/b" }] } },
        { "expected version 1 or above of 'north', found 0", Good with { Sources = [new DatasetSource { Dataset = "north", Version = 0 }] } },
        { "'chosen' cannot be defined over itself", Good with { Sources = [new DatasetSource { Dataset = "chosen" }] } },
        { "a dataset is named twice", Good with { Sources = [new DatasetSource { Dataset = "north", Version = 1 }, new DatasetSource { Dataset = "north", Version = 2 }] } },
        { "content: expected images or volumes", Good with { Content = "videos" } },
        { "split: expected train or test", Good with { Split = "val" } },
        { "labelledTask: expected letters", Good with { LabelledTask = "a/b" } },
        { "maxSamplesPerSeries: expected 1 or more, found 0", Good with { MaxSamplesPerSeries = 0 } },
        { "maxSamplesPerPatient: expected 1 or more, found -3", Good with { MaxSamplesPerPatient = -3 } },
        { "modalities: an empty list lets nothing through", Good with { Modalities = [] } },
        { "the shares sum to 0.9", Good with { ModalityMix = new Dictionary<string, double> { ["CT"] = 0.5, ["MR"] = 0.4 } } },
        { "the shares sum to 0", Good with { ModalityMix = new Dictionary<string, double>() } },
        { "each share is above 0 and at most 1", Good with { ModalityMix = new Dictionary<string, double> { ["CT"] = 1.5, ["MR"] = -0.5 } } },
        { "MR is none of the modalities", Good with { Modalities = ["CT"], ModalityMix = new Dictionary<string, double> { ["CT"] = 0.5, ["MR"] = 0.5 } } },
    };

    public async ValueTask InitializeAsync()
    {
        platform = await TestPlatform.PartsAsync(ShardingExtensions.Module);
        await SealAsync(platform, "north", "1.1", 1, 2, 3);
        await SealAsync(platform, "south", "1.3", 7, 8);
    }

    public ValueTask DisposeAsync() => platform.DisposeAsync();

    [Theory]
    [MemberData(nameof(Bad))]
    public void Violations_name_what_was_expected(string reason, DatasetDefinition bad) =>
        Assert.Contains(reason, Assert.Single(DefinitionRules.Violations(new DefineDataset { Dataset = "chosen", Definition = bad })), StringComparison.Ordinal);

    [Fact]
    public void Violations_are_named_at_once_and_a_good_definition_has_none()
    {
        Assert.Equal(3, DefinitionRules.Violations(new DefineDataset { Dataset = "", Definition = Good with { Split = "x", MaxSamplesPerSeries = 0 } }).Count);
        Assert.Empty(DefinitionRules.Violations(new DefineDataset { Dataset = "chosen", Definition = Good with { ModalityMix = new Dictionary<string, double> { ["CT"] = 1 / 3.0, ["MR"] = 1 / 3.0, ["US"] = 1 / 3.0 } } }));
    }

    [Fact]
    public async Task Sources_that_are_not_there_and_a_target_with_images_are_named_at_once()
    {
        var reasons = await RejectAsync(platform, new DefineDataset { Dataset = "south", Definition = Good with { Sources = [new DatasetSource { Dataset = "north", Version = 9 }, new DatasetSource { Dataset = "nowhere" }] } });
        Assert.Equal(3, reasons.Count);
        Assert.Contains("no version 9 of dataset 'north'", reasons[0], StringComparison.Ordinal);
        Assert.Contains("no dataset 'nowhere'", reasons[1], StringComparison.Ordinal);
        Assert.Contains("'south' has images of its own", reasons[2], StringComparison.Ordinal);
        Assert.Empty(await platform.KeysAsync("pending/"));
    }

    [Fact]
    public async Task Sources_of_different_rules_or_references_or_without_a_catalogue_are_refused()
    {
        var south = (await VersionAsync(platform, "south", 1))!;
        await PutAsync(south with { SplitRule = "other-rule", References = Reference("b") });
        var north = (await VersionAsync(platform, "north", 1))!;
        await PutAsync(north with { References = Reference("a") });
        var reasons = await RejectAsync(platform, Over("chosen", "north", "south"));
        Assert.Equal(2, reasons.Count);
        Assert.Contains("north: patient-sha256-1:test=0.2, south: other-rule", reasons[0], StringComparison.Ordinal);
        Assert.Contains("images of CT are normalized to different references", reasons[1], StringComparison.Ordinal);

        await PutAsync(south with { Catalogue = null });
        Assert.Contains("before there were catalogues", Assert.Single(await RejectAsync(platform, Over("chosen", "south"))), StringComparison.Ordinal);

        static Dictionary<string, ObjectRef> Reference(string digest) => new() { ["CT"] = new ObjectRef { Bucket = "b", Key = "k", Sha256 = digest, Bytes = 1, MediaType = "" } };
    }

    [Fact]
    public async Task Accepted_twice_is_one_work_and_one_that_failed_is_tried_again()
    {
        var acceptance = platform.Get<DefinitionAcceptance>();
        var (first, _) = await acceptance.AcceptAsync(Over("chosen", "north"), CancellationToken.None);
        var (second, _) = await acceptance.AcceptAsync(Over("chosen", "north"), CancellationToken.None);
        Assert.Equal(first, second);
        var marker = Assert.Single(await platform.KeysAsync(ObjectKeys.DefinitionPendingPrefix));

        await platform.Store.DeleteAsync(marker, CancellationToken.None);
        var (dataset, digest) = AcceptedDefinition.Parse(first!.Id);
        var outcome = new DefinitionOutcome { Dataset = dataset, Version = 1, Reasons = [], Left = [], EndedAt = DateTimeOffset.UnixEpoch };
        await platform.Store.PutJsonAsync(ObjectKeys.DefinitionOutcome(dataset, digest), outcome, PutCondition.Overwrite, CancellationToken.None);
        await acceptance.AcceptAsync(Over("chosen", "north"), CancellationToken.None);
        Assert.Empty(await platform.KeysAsync(ObjectKeys.DefinitionPendingPrefix));
        await platform.Store.PutJsonAsync(ObjectKeys.DefinitionOutcome(dataset, digest), outcome with { Version = null }, PutCondition.Overwrite, CancellationToken.None);
        await acceptance.AcceptAsync(Over("chosen", "north"), CancellationToken.None);
        Assert.Equal([marker], await platform.KeysAsync(ObjectKeys.DefinitionPendingPrefix));
    }

    [Fact]
    public void Picked_samples_of_one_key_under_two_patients_are_refused()
    {
        var picked = new PickedSamples();
        var sample = TestSamples.Metadata(1, 8, 8);
        picked.Add(CatalogueRow.Of("shard-a", new ShardSample(sample, 0, 1)));
        picked.Add(CatalogueRow.Of("shard-b", new ShardSample(TestSamples.Metadata(2, 8, 8), 0, 1)));
        picked.ThrowIfRepeated();
        picked.Add(CatalogueRow.Of("shard-b", new ShardSample(sample with { PatientId = "other" }, 0, 1)));
        Assert.Contains(sample.Key, Assert.Throws<SelectionException>(picked.ThrowIfRepeated).Message, StringComparison.Ordinal);
    }

    private Task PutAsync(DatasetManifest version) => platform.Store.PutJsonAsync(ObjectKeys.DatasetVersion(version.Dataset, version.Version), version, PutCondition.Overwrite, CancellationToken.None);
}

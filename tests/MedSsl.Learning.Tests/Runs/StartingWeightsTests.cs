using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Training;
using MedSsl.Learning.Backbones;
using MedSsl.Learning.Checkpoints;
using MedSsl.Learning.Tests.Checkpoints;
using MedSsl.Learning.Tests.Evaluation;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Testing;
using MedSsl.Training.Requests;
using Xunit;
using static TorchSharp.torch;

namespace MedSsl.Learning.Tests.Runs;

public sealed class StartingWeightsTests : StoreTests
{
    private TrainingRequests requests = null!;
    private StartingWeights weights = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var dataset = await StoredDataset.MakeAsync(Store, "north", [[new EncodedSample(Samples.Metadata(0, "p"), SampleCodec.Encode(new ushort[64], 8, 8))]]);
        await Store.PutJsonAsync(ObjectKeys.DatasetVersion("north", 1), dataset, PutCondition.IfAbsent, CancellationToken.None);
        weights = new StartingWeights(Store);
        requests = new TrainingRequests(Store, new TrainingRules(Store, weights), TimeProvider.System);
        await RegisterAsync(1);
        await RegisterAsync(2);
    }

    [Fact]
    public async Task Accepted_run_keeps_the_version_that_was_the_newest()
    {
        Assert.Empty(await AskAsync("r1", "model:chest"));
        await RegisterAsync(3);

        Assert.Empty(await AskAsync("r1", "model:chest")); // asked for again, it is the same run
        Assert.Empty(await AskAsync("r1", "model:chest@2"));
        Assert.Contains("names another run", Assert.Single(await AskAsync("r1", "model:chest@3")), StringComparison.Ordinal);
        Assert.Contains("names another run", Assert.Single(await AskAsync("r1", "none")), StringComparison.Ordinal);
        Assert.Equal("model:chest@2", (await requests.FindAsync("r1", CancellationToken.None))!.Recipe.InitialWeights);
    }

    [Fact]
    public async Task File_of_the_store_is_taken_by_its_digest()
    {
        using var scope = NewDisposeScope();
        using var file = TorchSave.File(ResNet.Create("resnet18", 3, seed: 4).state_dict());
        var digest = Sha256Digest.Of(file.ToArray());
        await PutAsync(ObjectKeys.WeightFile(digest), file.ToArray());

        Assert.Empty(await AskAsync("r1", $"file:{digest}"));
        await using (var opened = await weights.OpenAsync((await requests.FindAsync("r1", CancellationToken.None))!.Recipe, CancellationToken.None))
        {
            Assert.Equal(file.Length, opened!.Length);
        }

        file.GetBuffer()[file.Length / 2] ^= 1;
        await PutAsync(ObjectKeys.WeightFile(digest), file.ToArray());
        Assert.Contains("has the wrong content", Assert.Single(await AskAsync("r2", $"file:{digest}")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("model:knee", "no version of the model 'knee' is registered")]
    [InlineData("model:chest@9", "no version 9 of the model 'chest' is registered")]
    [InlineData("model:../up", "expected letters")]
    [InlineData("model:../up@1", "no version 1 of the model '../up'")]
    [InlineData("file:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "weights/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.bin is not in the store")]
    [InlineData("model:chest", "those of a resnet18, and the backbone is resnet50", "resnet50")]
    public async Task Weights_that_cannot_be_used_are_refused_before_the_start(string asked, string expected, string backbone = "resnet18") =>
        Assert.Contains(expected, Assert.Single(await AskAsync("r1", asked, backbone)), StringComparison.Ordinal);

    [Fact]
    public async Task Damaged_file_and_everything_else_that_is_wrong_are_told_at_once()
    {
        var digest = Sha256Digest.Of([1, 2, 3]);
        await PutAsync(ObjectKeys.WeightFile(digest), [1, 2, 3]);

        var reasons = await requests.AcceptAsync(Command("r1", $"file:{digest}", "resnet18") with { Dataset = "south" }, CancellationToken.None);

        Assert.Equal(2, reasons.Count);
        Assert.Contains(reasons, reason => reason.Contains("ends before", StringComparison.Ordinal));
        Assert.Contains(reasons, reason => reason.Contains("south has no published version", StringComparison.Ordinal));
    }

    private static StartTraining Command(string run, string initialWeights, string backbone) => new()
    {
        RunId = run,
        Dataset = "north",
        Recipe = "demo",
        Model = "m",
        Overrides = new Dictionary<string, string> { ["initialWeights"] = initialWeights, ["backbone"] = backbone },
    };

    private Task<IReadOnlyList<string>> AskAsync(string run, string initialWeights, string backbone = "resnet18") =>
        requests.AcceptAsync(Command(run, initialWeights, backbone), CancellationToken.None);

    private async Task RegisterAsync(int version)
    {
        using var scope = NewDisposeScope();
        using var file = new MemoryStream();
        BackboneFile.Write(ResNet.Create("resnet18", seed: (ulong)version), "resnet18", file);
        var stored = await PutAsync(ObjectKeys.ModelWeights(Sha256Digest.Of(file.ToArray())), file.ToArray());
        var record = new ModelVersionRecord
        {
            Model = "chest",
            Version = version,
            RunId = $"run-{version}",
            Backbone = "resnet18",
            Dataset = "north",
            DatasetVersion = 1,
            Weights = stored,
            Recipe = stored,
            Curve = stored,
            RegisteredAt = DateTimeOffset.UnixEpoch,
        };
        await Store.PutJsonAsync(ObjectKeys.ModelVersion("chest", version), record, PutCondition.IfAbsent, CancellationToken.None);
    }

    private async Task<ObjectRef> PutAsync(string key, byte[] content) =>
        (await Store.PutAsync(key, new MemoryStream(content), "application/octet-stream", PutCondition.Overwrite, CancellationToken.None)).Object;
}

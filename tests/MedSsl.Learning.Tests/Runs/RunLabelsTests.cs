using MedSsl.Catalogue.Labels;
using MedSsl.Contracts.Ingestion;
using MedSsl.Learning.Supervised;
using MedSsl.Learning.Tests.Evaluation;
using MedSsl.Learning.Training;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Testing;
using MedSsl.Training.Runs;
using Xunit;

namespace MedSsl.Learning.Tests.Runs;

public sealed class RunLabelsTests : StoreTests
{
    private const int Patients = 40;

    private static readonly List<SampleMetadata> Images = [.. Enumerable.Range(0, Patients).Select(i => Samples.Metadata(i, $"p{i}"))];

    private DatasetManifest dataset = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var pixels = SampleCodec.Encode(new ushort[64], 8, 8);
        dataset = await StoredDataset.MakeAsync(Store, "north", Images.Chunk(15).Select(part => part.Select(image => new EncodedSample(image, pixels)).ToArray()));
        dataset = dataset with
        {
            Labels = new DatasetLabels
            {
                Rule = LabelChoice.Rule,
                Tables =
                [
                    await TableAsync("half", Enumerable.Range(0, Patients / 2).Select(i => Class(i, $"{i % 2}"))),
                    await TableAsync("hinted", Enumerable.Range(0, Patients).Select(i => Class(i, $"{i % 3}") with { SplitHint = i < 10 ? "val" : "train" })),
                    await TableAsync("cxr", Enumerable.Range(0, Patients).Select(i => Class(i, i % 4 == 0 ? "missing" : i % 4 == 1 ? "present" : "absent") with { Kind = "finding", Finding = "effusion" })),
                    await TableAsync("same", Enumerable.Range(0, Patients).Select(i => Class(i, "1"))),
                ],
            },
        };
    }

    [Fact]
    public async Task ReadAsync_labels_teach_on_the_images_of_training_patients_only()
    {
        var labels = await ReadAsync("half");

        Assert.Equal(LabelKind.Binary, labels.Task!.Kind);
        var taught = Images.Where(image => labels.TargetsOf(image) is not null).ToList();
        Assert.Equal(Images.Take(Patients / 2).Where(image => PatientSplit.Of(image.PatientId) == PatientSplit.Train), taught);
        Assert.InRange(taught.Count, 10, Patients / 2 - 1);
        Assert.All(taught, image => Assert.Equal(Images.IndexOf(image) % 2, labels.TargetsOf(image)!.Single()));
    }

    [Fact]
    public async Task ReadAsync_split_hints_decide_where_labels_have_them()
    {
        var labels = await ReadAsync("hinted");

        Assert.Equal((LabelKind.MultiClass, 3), (labels.Task!.Kind, labels.Task.Outputs));
        Assert.Equal(Images.Skip(10), Images.Where(image => labels.TargetsOf(image) is not null));
    }

    [Fact]
    public async Task ReadAsync_patient_on_the_test_side_of_one_label_teaches_by_no_other()
    {
        var (all, alone) = (await ReadAsync("half", "cxr/effusion"), await ReadAsync("half"));

        Assert.Equal(2, all.Task!.Outputs);
        var test = Images.Where(image => PatientSplit.Of(image.PatientId) == PatientSplit.Test).ToList();
        Assert.NotEmpty(test);
        Assert.All(test, image => Assert.Null(all.TargetsOf(image)));
        foreach (var image in Images.Except(test))
        {
            var i = Images.IndexOf(image);
            Assert.Equal(alone.TargetsOf(image)?.Single() ?? float.NaN, all.TargetsOf(image)?[0] ?? float.NaN);
            Assert.Equal(i % 4 == 0 ? float.NaN : i % 4 == 1 ? 1 : 0, all.TargetsOf(image)?[1] ?? float.NaN);
        }
    }

    [Fact]
    public async Task ReadAsync_labels_that_cannot_be_used_are_refused_with_every_reason()
    {
        Assert.Equal(
        [
            "labels: version 1 of north has labels of half, hinted, cxr, same, and none of knee; name one of them, or submit labels and train on the version that has them",
            "labels: version 1 of north has labels of half, hinted, cxr, same, and none of hip; name one of them, or submit labels and train on the version that has them",
        ], await ProblemsAsync("knee", "half", "hip"));
        Assert.StartsWith("labels: same has one class on the training side, '1' (", (await ProblemsAsync("same")).Single(), StringComparison.Ordinal);
        Assert.Equal(["labels: no image of the training side is labelled with cxr/nodule; submit labels, or name another"], await ProblemsAsync("cxr/nodule"));
        await Store.DeleteAsync(dataset.Labels!.Tables[0].File.Key, CancellationToken.None);
        Assert.StartsWith("labels: the table of half in version 1 of north is gone", (await ProblemsAsync("half")).Single(), StringComparison.Ordinal);
        dataset = dataset with { Labels = null };
        Assert.Contains("north has no labels, and none of half", (await ProblemsAsync("half")).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadAsync_recipe_without_labels_needs_none()
    {
        dataset = dataset with { Labels = null };

        var labels = await ReadAsync();

        Assert.Null(labels.Task);
        Assert.Null(labels.TargetsOf(Images[0]));
    }

    private async Task<RunLabels> ReadAsync(params string[] names)
    {
        var (labels, problems) = await TryAsync(names);
        Assert.Empty(problems);
        return labels!;
    }

    private async Task<IReadOnlyList<string>> ProblemsAsync(params string[] names)
    {
        var (labels, problems) = await TryAsync(names);
        Assert.Null(labels);
        return problems;
    }

    private Task<(RunLabels? Labels, IReadOnlyList<string> Problems)> TryAsync(string[] names) => RunLabels.ReadAsync(
        Store, dataset, TrainingRecipe.BuiltIn["hybrid"] with { Labels = names }, SampleSelection.Images,
        new ShardCache(new StoredShards(Store), Path.Combine(Folder, "cache")), CancellationToken.None);

    private Task<LabelTablePart> TableAsync(string task, IEnumerable<Annotation> annotations)
    {
        var submission = Samples.Submission("a", 1) with { Dataset = "north", Task = task, Annotations = [.. annotations] };
        return LabelTable.PutAsync(Store, "north", task, LabelChoice.Resolve(LabelRows.Of(submission)), CancellationToken.None);
    }

    private static Annotation Class(int image, string value) => new() { Kind = "class", Value = value, SopInstanceUid = Images[image].SopInstanceUid };
}

using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MedSsl.Contracts;
using MedSsl.Contracts.Documents;
using MedSsl.Contracts.Ingestion;
using MedSsl.Contracts.Training;
using MedSsl.ObjectStorage;
using MedSsl.Shards;
using MedSsl.Shards.Loading;
using MedSsl.Sharding.Sealing;
using MedSsl.Unit.Tests.Hosting;
using MedSsl.Unit.Tests.Shards;

namespace MedSsl.Unit.Tests.Sharding.Withdrawal;

/// <summary>
/// What services leave of two patients: series in all states (sealed with and without the other one, staged, measured, open), a second dataset that shares
/// shards, runs and models. Numbers of samples are SOP Instance UIDs; 100 and more are of the patient who will be withdrawn.
/// </summary>
internal sealed class HospitalStore(TestPlatform platform)
{
    public const string Leaver = "P0123456789abcdef0123456789abcdef";
    public const string Stayer = "Pfedcba9876543210fedcba9876543210";

    private IObjectStore Store => platform.Store;

    /// <summary>What no object may hold any more, beside the records of the withdrawal: pseudonym, UIDs, pixels.</summary>
    public static IEnumerable<(string What, byte[] Bytes)> Traces()
    {
        yield return ("pseudonym", Encoding.ASCII.GetBytes(Leaver));
        yield return ("study or series UID", "2.25.77700"u8.ToArray());
        foreach (var number in (int[])[100, 101, 102, 103, 104, 105])
        {
            yield return ($"SOP Instance UID of {number}", Encoding.ASCII.GetBytes(Uid(number)));
        }

        foreach (var number in (int[])[100, 101, 102, 103])
        {
            yield return ($"pixels of {number}", Sample(number, "").Payload.ToArray());
        }
    }

    public async Task FillAsync()
    {
        await SealAsync("i-1", ("2.25.777001", [100, 101]), ("2.25.888001", [1, 2]));
        await SealAsync("i-2", ("2.25.777002", [102]));
        await SealAsync("i-3", ("2.25.888002", [3]));
        await ShareAsync();

        await ManifestAsync("2.25.777003", 103);
        await Store.PutJsonAsync(ObjectKeys.StagedSeries("north", "2.25.777003"), await NormalizeAsync("2.25.777003", 103), PutCondition.Overwrite, CancellationToken.None);
        await ManifestAsync("2.25.777004", 104);
        await Store.PutJsonAsync(ObjectKeys.MeasuredSeries("CT", "north", "2.25.777004"), new { a = 1 }, PutCondition.Overwrite, CancellationToken.None);
        await PutAsync(ObjectKeys.RawInstance("north", "2.25.777005", Uid(105)), $"DICM {Leaver} {Uid(105)}");
        await Store.PutJsonAsync(ObjectKeys.OpenSeries("north", "2.25.777005", "o-1"), new SeriesOpening { PatientId = Leaver, StudyUid = "2.25.777000" }, PutCondition.Overwrite, CancellationToken.None);
        await Store.PutJsonAsync(ObjectKeys.OpenStudy("north", "2.25.777000", "2.25.777005", "o-1"), new SeriesOpening { PatientId = Leaver }, PutCondition.Overwrite, CancellationToken.None);
        await PutAsync(ObjectKeys.StudyOfPatient("north", Leaver, "2.25.777000"), "");
        await PutAsync(ObjectKeys.StudyManifest("north", "2.25.777000"), $"{{\"patientId\":\"{Leaver}\"}}");
        await PutAsync(ObjectKeys.StudyOfPatient("north", Stayer, "2.25.888000"), "");
        await RefuseAsync("aa", "2.25.777000");
        await RefuseAsync("bb", "2.25.888000");
        await Store.PutJsonAsync(ObjectKeys.Labels("north", "t", "s-1"), Labels("s-1", 1, 100, 102), PutCondition.Overwrite, CancellationToken.None);
        await Store.PutJsonAsync(ObjectKeys.Labels("north", "t", "s-2"), Labels("s-2", 101), PutCondition.Overwrite, CancellationToken.None);
        await Store.PutJsonAsync(ObjectKeys.Labels("north", "t", "s-3"), Labels("s-3", 3), PutCondition.Overwrite, CancellationToken.None);
        await RunAsync("r-exposed", "north", 1);
        await RunAsync("r-clean", "clean", 1);
        await RecordOrderAsync("r-exposed", 1, steps: 7, checkpoints: 2);
        await RunAsync("r-long-ago", "north", 3);
        await PutAsync(ObjectKeys.Shard("orphan"), TestSamples.Shard(Sample(102, "2.25.777002")).Bytes);
    }

    private async Task SealAsync(string import, params (string Series, int[] Samples)[] all)
    {
        foreach (var (series, samples) in all)
        {
            await ManifestAsync(series, samples);
            await Store.PutJsonAsync(ObjectKeys.StagedSeries("north", series), await NormalizeAsync(series, samples), PutCondition.Overwrite, CancellationToken.None);
        }

        await Store.PutJsonAsync(
            ObjectKeys.Import("north", import),
            new ImportRecord { ImportId = import, Dataset = "north", SeriesUids = [.. all.Select(one => one.Series)], InstanceCount = all.Sum(one => one.Samples.Length), Rejected = new Dictionary<string, int>(), CompletedAt = DateTimeOffset.UnixEpoch },
            PutCondition.Overwrite, CancellationToken.None);
        await platform.Get<DatasetReconciler>().ReconcileAsync(CancellationToken.None);
    }

    /// <summary>A dataset without a catalogue that shares shards, and one that only has shards of the other patient.</summary>
    private async Task ShareAsync()
    {
        var north = (await Store.ReadJsonAsync<DatasetManifest>(ObjectKeys.DatasetVersion("north", 3), CancellationToken.None))!;
        await Store.PutJsonAsync(ObjectKeys.DatasetVersion("east", 1), north with { Dataset = "east", Version = 1, Catalogue = null }, PutCondition.Overwrite, CancellationToken.None);
        await Store.PutJsonAsync(ObjectKeys.DatasetVersion("clean", 1), north with { Dataset = "clean", Version = 1, Catalogue = null, Shards = [north.Shards[^1]] }, PutCondition.Overwrite, CancellationToken.None);
    }

    private async Task ManifestAsync(string series, params int[] samples)
    {
        foreach (var number in samples)
        {
            await PutAsync(ObjectKeys.RawInstance("north", series, Uid(number)), $"DICM {Patient(number)} {Uid(number)}");
        }

        await Store.PutJsonAsync(
            ObjectKeys.SeriesManifest("north", series),
            new SeriesManifest
            {
                Dataset = "north", Modality = "CT", PatientId = Patient(samples[0]), StudyUid = Study(samples[0]), SeriesUid = series,
                Instances = [.. samples.Select(number => new SeriesInstance { SopInstanceUid = Uid(number), InstanceNumber = number, File = TestSamples.Reference(ObjectKeys.RawInstance("north", series, Uid(number)), []) })],
            },
            PutCondition.Overwrite, CancellationToken.None);
    }

    private async Task<NormalizationRecord> NormalizeAsync(string series, params int[] samples)
    {
        var (tar, _) = TestSamples.Shard([.. samples.Select(number => Sample(number, series))]);
        var record = new NormalizationRecord
        {
            Dataset = "north",
            Modality = "CT",
            SeriesUid = series,
            ManifestSha256 = new string('0', 64),
            ReferenceVersion = "v1",
            SampleCount = samples.Length,
            Bundle = await PutAsync(ObjectKeys.NormalizedBundle("v1", "CT", series, Convert.ToHexStringLower(SHA256.HashData(tar))), tar),
            Failures = [],
        };
        await Store.PutJsonAsync(ObjectKeys.NormalizationRecord("north", series), record, PutCondition.Overwrite, CancellationToken.None);
        await Store.PutJsonAsync(ObjectKeys.SeriesEnergies("north", "CT", "scanner", series), new { a = 1 }, PutCondition.Overwrite, CancellationToken.None);
        return record;
    }

    private async Task RefuseAsync(string sha256, string study)
    {
        await PutAsync(ObjectKeys.Quarantined(sha256), "sealed");
        await PutAsync(ObjectKeys.StudyRefusal("north", study, sha256), "");
        await Store.PutJsonAsync(
            ObjectKeys.QuarantineReason(sha256),
            new InstanceRejected { Dataset = "north", ReasonCode = "malformed", Reason = "", ContentSha256 = sha256, StudyUid = study, RejectedAt = DateTimeOffset.UnixEpoch },
            PutCondition.Overwrite, CancellationToken.None);
    }

    /// <summary>A run that was accepted, and its model.</summary>
    public async Task RunAsync(string id, string dataset, int version, string initialWeights = "none")
    {
        var command = new StartTraining { RunId = id, Dataset = dataset, Recipe = "r", Model = $"m-{id}", Overrides = new Dictionary<string, string>() };
        await Store.PutJsonAsync(ObjectKeys.RunRequest(id), new { command, datasetVersion = version, recipe = new { initialWeights } }, PutCondition.Overwrite, CancellationToken.None);
        var nothing = TestSamples.Reference("k", []);
        await Store.PutJsonAsync(
            ObjectKeys.ModelVersion(command.Model, 1),
            new ModelVersionRecord { Model = command.Model, Version = 1, RunId = id, Backbone = "b", Dataset = dataset, DatasetVersion = version, Weights = WeightsOf(id), Recipe = nothing, Curve = nothing, RegisteredAt = DateTimeOffset.UnixEpoch },
            PutCondition.Overwrite, CancellationToken.None);
    }

    /// <summary>Weights of the model of a run.</summary>
    public static ObjectRef WeightsOf(string run) => TestSamples.Reference("k", Encoding.UTF8.GetBytes(run));

    private async Task RecordOrderAsync(string run, int version, int steps, params int[] checkpoints)
    {
        var cache = new ShardCache(new StoredShards(Store), Path.Combine(platform.Folder, "cache"));
        var dataset = await Store.ReadJsonAsync<DatasetManifest>(ObjectKeys.DatasetVersion("north", version), CancellationToken.None);
        var streams = await ModalityStreams.OfAsync(dataset!, SampleSelection.Images, 1, cache, CancellationToken.None);
        await Store.PutJsonAsync(
            ObjectKeys.RunOrder(run),
            new RunOrder { RunId = run, Dataset = "north", DatasetVersion = version, Selection = SampleSelection.Images, Seed = 1, Rows = new Dictionary<string, int> { ["CT"] = 1 }, Identity = streams.Identity },
            PutCondition.Overwrite, CancellationToken.None);
        await PutAsync(ObjectKeys.RunCurve(run), string.Join('\n', Enumerable.Range(1, steps).Select(step => $"{{\"step\":{step}}}")));
        foreach (var step in checkpoints.Append(steps))
        {
            await PutAsync(ObjectKeys.RunCheckpoint(run, 1, step), "x");
        }
    }

    private static LabelsSubmitted Labels(string id, params int[] samples) => new()
    {
        SubmissionId = id, Dataset = "north", Task = "t", Source = "s", SubmittedAt = DateTimeOffset.UnixEpoch,
        Labels = [.. samples.Select(number => new InstanceLabel { SopInstanceUid = Uid(number), Value = "1" })],
    };

    public static string Uid(int number) => string.Create(CultureInfo.InvariantCulture, $"2.25.{(number >= 100 ? 555 : 444)}{number:D3}");

    public static EncodedSample Sample(int number, string series) => TestSamples.Sample(number) is var sample
        ? sample with
        {
            Metadata = sample.Metadata with { Key = SampleKey.Of(Uid(number), 0), PatientId = Patient(number), StudyUid = Study(number), SeriesUid = series, SopInstanceUid = Uid(number) },
        }
        : null!;

    private static string Patient(int number) => number >= 100 ? Leaver : Stayer;

    private static string Study(int number) => number >= 100 ? "2.25.777000" : "2.25.888000";

    private Task<ObjectRef> PutAsync(string key, string text) => PutAsync(key, Encoding.ASCII.GetBytes(text));

    private async Task<ObjectRef> PutAsync(string key, byte[] content) =>
        (await Store.PutAsync(key, new MemoryStream(content), "application/octet-stream", PutCondition.Overwrite, CancellationToken.None)).Object;
}

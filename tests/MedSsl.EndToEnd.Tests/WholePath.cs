using System.Text.Json;
using MedSsl.Contracts.Ingestion;
using MedSsl.Dicom;

namespace MedSsl.EndToEnd.Tests;

/// <summary>The path as a person walks it, verb by verb; the same on embedded defaults and on real servers.</summary>
internal static class WholePath
{
    public const int Patients = 8;
    public const int ImagesPerPatient = 2;
    private const string Defined = "one-each";

    public static async Task WalkAsync(Deployment deployment)
    {
        var settings = deployment.Settings;
        var phantoms = Path.Combine(deployment.Folder, "phantoms");
        var drawn = await MedSslProcess.AnswerAsync(settings, "phantom", phantoms, "--task", "chest_nodule", "--patients", $"{Patients}", "--images-per-patient", $"{ImagesPerPatient}", "--size", "64");
        Assert.Equal(Patients * ImagesPerPatient, drawn.GetProperty("files").GetInt32());

        var import = await MedSslProcess.AnswerAsync(settings, "import", "--images", Path.Combine(phantoms, "manifest.csv"), "--dataset", "phantoms");
        Assert.Equal(Patients * ImagesPerPatient, import.GetProperty("samples").GetInt32());

        // The same again, as a folder: nothing is stored twice; what is no DICOM is refused with a reason, and the rest goes on.
        await File.WriteAllTextAsync(Path.Combine(phantoms, "notes.txt"), "not an image");
        var again = await MedSslProcess.AnswerAsync(settings, "import", phantoms, "--dataset", "phantoms");
        Assert.Equal(Patients * ImagesPerPatient, again.GetProperty("samples").GetInt32());
        Assert.Equal(2, again.GetProperty("import").GetProperty("rejected").GetProperty("not-dicom").GetInt32());

        // What was refused can be looked at, and is refused again as long as nothing changed; dropped, it is gone.
        var refused = (await MedSslProcess.AnswerAsync(settings, "quarantine", "ls", "--reason", "not-dicom")).EnumerateArray().Select(input => input.GetProperty("contentSha256").GetString()!).ToList();
        Assert.Equal(2, refused.Count);
        var exported = Path.Combine(deployment.Folder, "exported");
        await MedSslProcess.AnswerAsync(settings, "quarantine", "export", ObjectStorage.Sha256Digest.Of("not an image"u8), "--out", exported);
        Assert.Equal("not an image", await File.ReadAllTextAsync(exported));
        await using (var release = MedSslProcess.Start(settings, "quarantine", "release", "--reason", "not-dicom"))
        {
            Assert.Equal(1, await release.WaitAsync());
        }

        await MedSslProcess.AnswerAsync(settings, ["quarantine", "drop", .. refused]);
        Assert.Empty((await MedSslProcess.AnswerAsync(settings, "status")).GetProperty("quarantined").EnumerateObject());

        // Other patients to test on: the split of one small dataset by patient hash may leave a class without test patients.
        var others = Path.Combine(deployment.Folder, "others");
        await MedSslProcess.AnswerAsync(settings, "phantom", others, "--task", "chest_nodule", "--patients", $"{Patients}", "--images-per-patient", "1", "--size", "64", "--seed", "2");
        await MedSslProcess.AnswerAsync(settings, "import", "--images", Path.Combine(others, "manifest.csv"), "--dataset", "others");

        var samples = await MedSslProcess.AnswerAsync(settings, "shard", "ls", "phantoms");
        var keys = samples.EnumerateArray().Select(sample => sample.GetProperty("key").GetString()!).ToList();
        Assert.Equal(Patients * ImagesPerPatient, keys.Distinct().Count());
        Assert.Equal(keys.Count, keys.Distinct().Count());
        await AssertDefinitionAsync(settings, keys);
        await AssertLabelsAsync(deployment, samples.EnumerateArray().Last().GetProperty("sopInstanceUid").GetString()!);
        var image = Path.Combine(deployment.Folder, "sample.pgm");
        var shown = await MedSslProcess.AnswerAsync(settings, "shard", "cat", "phantoms", keys[0], "--pgm", image);
        var metadata = shown.GetProperty("metadata");
        Assert.Equal(keys[0], metadata.GetProperty("key").GetString());
        Assert.True(new FileInfo(image).Length > 2 * metadata.GetProperty("width").GetInt32() * metadata.GetProperty("height").GetInt32()); // a border may be cut off

        var model = await MedSslProcess.AnswerAsync(settings, ["train", "--dataset", "phantoms", "--recipe", "demo", "--model", "tiny", .. Deployment.TinyRun]);
        Assert.Equal(1, model.GetProperty("version").GetInt32());
        var weights = Path.Combine(deployment.Folder, "tiny.safetensors");
        await MedSslProcess.AnswerAsync(settings, "models", "tiny", "--export", weights);
        Assert.Equal(model.GetProperty("weights").GetProperty("bytes").GetInt64(), new FileInfo(weights).Length);

        await AssertTimelineAsync(settings, Path.Combine(phantoms, "chest_nodule"));
        await AssertLineageAsync(settings, Path.Combine(phantoms, "chest_nodule"), model.GetProperty("runId").GetString()!, keys);

        var report = Path.Combine(deployment.Folder, "report.html");
        var benchmark = (await MedSslProcess.AnswerAsync(settings, "benchmark", "--model", "tiny", "--task", "chest_nodule", "--train", "phantoms", "--test", "others", "--report", report)).EnumerateArray().Single();
        AssertIsAuc(benchmark.GetProperty("probes")[0].GetProperty("targets")[0].GetProperty("model").GetProperty("auc"));
        Assert.Contains("<svg", await File.ReadAllTextAsync(report), StringComparison.Ordinal);

        var status = await MedSslProcess.AnswerAsync(settings, "status");
        Assert.Equal(0, status.GetProperty("openSeries").GetInt32());
        Assert.Equal(2 * Patients, status.GetProperty("normalizedSeries").GetInt32());
        Assert.Empty(status.GetProperty("pendingRuns").EnumerateArray());
        Assert.Single(status.GetProperty("benchmarks").EnumerateArray());
        await AssertWithdrawalAsync(settings, samples.EnumerateArray().First().GetProperty("patientId").GetString()!, keys.Count, model.GetProperty("runId").GetString()!, phantoms);
    }

    /// <summary>A dataset by a filter over the imported one: one image of each patient, with its labels.</summary>
    private static async Task AssertDefinitionAsync(Dictionary<string, string> settings, IReadOnlyList<string> keys)
    {
        var outcome = await MedSslProcess.AnswerAsync(settings, "datasets", "define", Defined, "--from", "phantoms", "--modality", "CR", "--labelled", "chest_nodule", "--per-patient", "1");
        Assert.Equal(1, outcome.GetProperty("version").GetInt32());
        var samples = (await MedSslProcess.AnswerAsync(settings, "shard", "ls", Defined)).EnumerateArray().ToList();
        Assert.Equal(Patients, samples.Select(sample => sample.GetProperty("patientId").GetString()).Distinct().Count());
        Assert.Equal(Patients, samples.Count);
        Assert.All(samples, sample => Assert.Contains(sample.GetProperty("key").GetString(), keys));
        var row = (await MedSslProcess.AnswerAsync(settings, "datasets")).EnumerateArray().Single(dataset => dataset.GetProperty("dataset").GetString() == Defined);
        Assert.Equal(["chest_nodule"], row.GetProperty("tasks").EnumerateArray().Select(task => task.GetString()));

        // The same over the same versions is the version that there is; a filter that nothing passes says what each criterion left.
        Assert.Equal(1, (await MedSslProcess.AnswerAsync(settings, "datasets", "define", Defined, "--from", "phantoms", "--modality", "CR", "--labelled", "chest_nodule", "--per-patient", "1")).GetProperty("version").GetInt32());
        await using var nothing = MedSslProcess.Start(settings, "datasets", "define", "nothing", "--from", "phantoms", "--modality", "MR");
        Assert.Equal(1, await nothing.WaitAsync());
        Assert.Contains("nothing is not defined", nothing.Errors, StringComparison.Ordinal);
    }

    /// <summary>Labels from a file are kept; of two files of which one cannot be, that one is named.</summary>
    private static async Task AssertLabelsAsync(Deployment deployment, string instance)
    {
        var (good, bad) = (Path.Combine(deployment.Folder, "good.json"), Path.Combine(deployment.Folder, "bad.json"));
        var submission = new LabelsSubmitted
        {
            SubmissionId = "by-hand", Dataset = "phantoms", Task = "quality", Source = "test", Labels = [new InstanceLabel { SopInstanceUid = instance, Value = "good" }], SubmittedAt = DateTimeOffset.UnixEpoch,
        };
        await File.WriteAllTextAsync(good, JsonSerializer.Serialize(submission, ObjectStorage.Json.Options));
        await File.WriteAllTextAsync(bad, JsonSerializer.Serialize(submission with { SubmissionId = "of-nothing", Labels = [new InstanceLabel { SopInstanceUid = "2.25.1", Value = "good" }] }, ObjectStorage.Json.Options));
        var accepted = Assert.Single((await MedSslProcess.AnswerAsync(deployment.Settings, "labels", "submit", good)).EnumerateArray());
        Assert.Equal(("by-hand", 1), (accepted.GetProperty("submission").GetString(), accepted.GetProperty("labels").GetInt32()));
        await using var refused = MedSslProcess.Start(deployment.Settings, "labels", "submit", good, bad);
        Assert.Equal(2, await refused.WaitAsync());
        Assert.Contains($"{bad}: LabelsSubmitted is refused", refused.Errors, StringComparison.Ordinal);
        Assert.Contains("not stored in dataset", refused.Errors, StringComparison.Ordinal);
    }

    /// <summary>Whoever has the site key asks for a study by the UID that the modality gave it, and sees the way to the model.</summary>
    private static async Task AssertTimelineAsync(Dictionary<string, string> settings, string folder)
    {
        var file = await File.ReadAllBytesAsync(Directory.EnumerateFiles(folder, "*.dcm", SearchOption.AllDirectories).First());
        Assert.True(DicomFile.TryParse(file, new DicomLimits(), out var instance, out _));
        var timeline = (await MedSslProcess.AnswerAsync(settings, "timeline", "--study", instance.GetString(DicomTags.StudyInstanceUid)!, "--dataset", "phantoms")).EnumerateArray().Single();
        Assert.NotEqual(instance.GetString(DicomTags.StudyInstanceUid), timeline.GetProperty("studyUid").GetString());
        var steps = timeline.GetProperty("steps").EnumerateArray().Concat(timeline.GetProperty("series").EnumerateArray().SelectMany(series => series.GetProperty("steps").EnumerateArray()));
        Assert.All(steps, step => Assert.Equal("done", step.GetProperty("state").GetString()));
        Assert.Contains("model tiny v1", timeline.GetProperty("answer").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Both ways: from an instance, by the UID that the modality gave it, to the run, and from the run and its steps back to the instance.</summary>
    private static async Task AssertLineageAsync(Dictionary<string, string> settings, string folder, string run, IReadOnlyList<string> keys)
    {
        var file = await File.ReadAllBytesAsync(Directory.EnumerateFiles(folder, "*.dcm", SearchOption.AllDirectories).First());
        Assert.True(DicomFile.TryParse(file, new DicomLimits(), out var instance, out _));
        var forth = await MedSslProcess.AnswerAsync(settings, "lineage", "--instance", instance.GetString(DicomTags.SopInstanceUid)!, "--dataset", "phantoms");
        var sample = Assert.Single(forth.GetProperty("samples").EnumerateArray());
        var key = sample.GetProperty("key").GetString();
        var exposure = Assert.Single(forth.GetProperty("runs").EnumerateArray());
        Assert.Contains(key, keys);
        Assert.Equal(run, exposure.GetProperty("runId").GetString());

        var back = await MedSslProcess.AnswerAsync(settings, "lineage", "--run", run);
        var used = back.GetProperty("samples").EnumerateArray().ToList();
        var steps = exposure.GetProperty("steps").GetInt32();
        Assert.Equal(steps, back.GetProperty("to").GetInt32());
        Assert.Equal(exposure.GetProperty("times").GetInt32(), used.Where(row => row.GetProperty("key").GetString() == key).Sum(row => row.GetProperty("times").GetInt32()));

        var last = (await MedSslProcess.AnswerAsync(settings, "replay", "--run", run, "--step", $"{steps}")).GetProperty("batch").EnumerateArray().ToList();
        Assert.Equal(used.Sum(row => row.GetProperty("times").GetInt32()), steps * last.Count);
        Assert.Equal(
            used.Where(row => row.GetProperty("lastStep").GetInt32() == steps).Select(row => row.GetProperty("key").GetString()).Order(StringComparer.Ordinal),
            last.Select(row => row.GetProperty("key").GetString()).Distinct().Order(StringComparer.Ordinal));
    }

    /// <summary>A patient goes: out of the dataset, with a signed report that names the run, and an import of the same files brings nothing of the patient back.</summary>
    private static async Task AssertWithdrawalAsync(Dictionary<string, string> settings, string patient, int samples, string run, string phantoms)
    {
        var withdrawal = Assert.Single((await MedSslProcess.AnswerAsync(settings, "withdraw", "start", "--pseudonym", patient, "--requested-by", "test")).EnumerateArray());
        Assert.Equal(("complete", ImagesPerPatient), (withdrawal.GetProperty("state").GetString(), withdrawal.GetProperty("samples").GetInt32()));
        Assert.Equal([run], withdrawal.GetProperty("runs").EnumerateArray().Select(found => found.GetString()));
        var verified = await MedSslProcess.AnswerAsync(settings, "withdraw", "verify", withdrawal.GetProperty("withdrawal").GetString()!);
        Assert.Equal("good", verified.GetProperty("signature").GetString());

        var again = await MedSslProcess.AnswerAsync(settings, "import", "--images", Path.Combine(phantoms, "manifest.csv"), "--dataset", "phantoms");
        Assert.Equal(ImagesPerPatient, again.GetProperty("import").GetProperty("rejected").GetProperty("patient-withdrawn").GetInt32());
        var left = (await MedSslProcess.AnswerAsync(settings, "shard", "ls", "phantoms")).EnumerateArray().ToList();
        Assert.Equal(samples - ImagesPerPatient, left.Count);
        Assert.DoesNotContain(left, sample => sample.GetProperty("patientId").GetString() == patient);

        var defined = (await MedSslProcess.AnswerAsync(settings, "shard", "ls", Defined)).EnumerateArray().ToList();
        Assert.Equal(Patients - 1, defined.Count);
        Assert.DoesNotContain(defined, sample => sample.GetProperty("patientId").GetString() == patient);

        // The model says so, and the run is still explained: what it used of the patient is missing, all else is named.
        var batch = (await MedSslProcess.AnswerAsync(settings, "replay", "--run", run, "--step", "1")).GetProperty("batch").EnumerateArray().ToList();
        Assert.DoesNotContain(batch, row => row.GetProperty("patientId").GetString() == patient);
        var stamp = Assert.Single(Assert.Single((await MedSslProcess.AnswerAsync(settings, "models", "tiny")).EnumerateArray()).GetProperty("withdrawals").EnumerateArray());
        Assert.Equal((withdrawal.GetProperty("withdrawal").GetString(), run), (stamp.GetProperty("withdrawalId").GetString(), stamp.GetProperty("runId").GetString()));
        Assert.NotEqual(0, stamp.GetProperty("exposures").GetInt64());
    }

    private static void AssertIsAuc(JsonElement value) => Assert.InRange(value.GetDouble(), 0, 1);
}

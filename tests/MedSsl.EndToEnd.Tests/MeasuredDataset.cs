using MedSsl.ObjectStorage;
using MedSsl.Testing;

namespace MedSsl.EndToEnd.Tests;

/// <summary>
/// A measured dataset gets another reference: fitted, then renormalized with a SIGKILL in the middle. It completes by itself, not one image is written
/// again, and a model trains on what comes out.
/// </summary>
internal static class MeasuredDataset
{
    private const int Patients = 8;
    private const int ImagesPerPatient = 2;

    /// <param name="deployment">Where.</param>
    /// <param name="fit">Asks for version v2 of the references, fitted on the dataset.</param>
    /// <param name="renormalize">Asks for the dataset at v2, and answers the process to kill once it has begun.</param>
    public static async Task WalkAsync(Deployment deployment, Func<Task> fit, Func<Task<MedSslProcess>> renormalize)
    {
        var settings = deployment.Settings;
        var phantoms = Path.Combine(deployment.Folder, "phantoms");
        await MedSslProcess.AnswerAsync(settings, "phantom", phantoms, "--task", "chest_nodule", "--patients", $"{Patients}", "--images-per-patient", $"{ImagesPerPatient}", "--size", "64");
        await MedSslProcess.AnswerAsync(settings, "import", "--images", Path.Combine(phantoms, "manifest.csv"), "--dataset", "phantoms");
        var store = await deployment.OpenStoreAsync();
        await fit();
        await Eventually.TrueAsync(async () => await store.StatAsync(ObjectKeys.Reference("CR", "v2"), default) is not null, "the second reference is fitted", TimeSpan.FromMinutes(2));
        var (shards, bundles) = (await KeysAsync("shards/"), await KeysAsync("normalized/bundles/"));

        await using (var killed = await renormalize())
        {
            await Eventually.TrueAsync(
                async () => killed.HasExited || await store.ListAsync($"{ObjectKeys.SeriesManifestPrefix}phantoms-v2/", default).AnyAsync(), "the renormalization is under way", TimeSpan.FromMinutes(2));
            killed.Kill();
        }

        await using var running = MedSslProcess.Start(settings, "run");
        await Eventually.TrueAsync(
            async () => (await MedSslProcess.AnswerAsync(settings, "status")).GetProperty("datasets").EnumerateArray()
                .Any(dataset => dataset.GetProperty("dataset").GetString() == "phantoms-v2" && dataset.GetProperty("samples").GetInt64() == Patients * ImagesPerPatient),
            "every image is in the renormalized dataset", TimeSpan.FromMinutes(3));
        Assert.Equal(shards, await KeysAsync("shards/"));
        Assert.Equal(bundles, await KeysAsync("normalized/bundles/"));
        Assert.Empty(await KeysAsync(ObjectKeys.RenormalizationPendingPrefix));
        var version = (await store.ReadJsonAsync<Shards.DatasetManifest>(ObjectKeys.DatasetVersion("phantoms-v2", 1), default))!;
        Assert.Equal(ObjectKeys.Reference("CR", "v2"), version.References!["CR"].Key);
        if (!settings.ContainsKey("Bus:Host"))
        {
            await running.DisposeAsync(); // the embedded platform runs in one process at a time: the next verb's
        }

        var model = await MedSslProcess.AnswerAsync(settings, ["train", "--dataset", "phantoms-v2", "--recipe", "demo", "--model", "measured", "--with", "bands=Reference", .. Deployment.TinyRun]);
        Assert.Equal(1, model.GetProperty("version").GetInt32());

        Task<List<string>> KeysAsync(string prefix) => store.ListAsync(prefix, default).Select(found => found.Key).ToListAsync().AsTask();
    }
}

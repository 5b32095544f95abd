using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;
using MedSsl.Testing;

namespace MedSsl.EndToEnd.Tests;

/// <summary>SIGKILL in the middle of an import, then a start: the path completes, no sample is lost and none is there twice.</summary>
internal static class KillAndRestart
{
    private const int Patients = 30;
    private const int ImagesPerPatient = 6;

    /// <param name="deployment">Where.</param>
    /// <param name="storedBeforeKill">Instances that are stored when the kill comes.</param>
    /// <param name="restart">Starts what the person would start again; it must complete the import by itself.</param>
    public static async Task WalkAsync(Deployment deployment, int storedBeforeKill, Func<Deployment, MedSslProcess> restart)
    {
        var phantoms = Path.Combine(deployment.Folder, "phantoms");
        await MedSslProcess.AnswerAsync(deployment.Settings, "phantom", phantoms, "--task", "us_lesion", "--patients", $"{Patients}", "--images-per-patient", $"{ImagesPerPatient}", "--size", "96");

        var store = await deployment.OpenStoreAsync();
        await using (var import = MedSslProcess.Start(deployment.Settings, "import", phantoms, "--dataset", "phantoms"))
        {
            await Eventually.TrueAsync(async () => import.HasExited || await store.ListAsync("raw/", default).CountAsync() >= storedBeforeKill, "the import is under way");
            Assert.False(import.HasExited, $"the import ended before it could be killed:\n{import.Errors}");
            import.Kill();
        }

        await using var running = restart(deployment);
        await Eventually.TrueAsync(
            async () => (await StatusAsync(deployment)).GetProperty("datasets").EnumerateArray().Any(dataset => dataset.GetProperty("samples").GetInt64() == Patients * ImagesPerPatient),
            $"all {Patients * ImagesPerPatient} samples are in the dataset", TimeSpan.FromMinutes(3));

        var samples = await MedSslProcess.AnswerAsync(deployment.Settings, "shard", "ls", "phantoms");
        var keys = samples.EnumerateArray().Select(sample => sample.GetProperty("key").GetString()).ToList();
        Assert.Equal(Patients * ImagesPerPatient, keys.Count);
        Assert.Equal(keys.Count, keys.Distinct().Count());
        var status = await StatusAsync(deployment);
        Assert.Equal(0, status.GetProperty("seriesWaitingForReference").GetInt32());
        await AssertStudiesAreCompleteAsync(store);
    }

    /// <summary>Every series is in the manifest of its study as it is now, and no study is open any more.</summary>
    public static async Task AssertStudiesAreCompleteAsync(IObjectStore store)
    {
        await Eventually.TrueAsync(async () => !await store.ListAsync(ObjectKeys.OpenStudyPrefix, default).AnyAsync(), "no study is open", TimeSpan.FromMinutes(1));
        var told = await store.ListJsonAsync<StudyManifest>("studies/complete/", default).SelectMany(study => study.Series.Select(series => series.Manifest)).ToListAsync();
        foreach (var manifest in told)
        {
            await store.ReadVerifiedAsync(manifest, default);
        }

        Assert.Equal(await store.ListAsync(ObjectKeys.SeriesManifestPrefix, default).Select(series => series.Key).ToListAsync(), told.Select(manifest => manifest.Key).Order(StringComparer.Ordinal));
    }

    private static Task<System.Text.Json.JsonElement> StatusAsync(Deployment deployment) => MedSslProcess.AnswerAsync(deployment.Settings, "status");
}

using MedSsl.ObjectStorage;
using MedSsl.Testing;

namespace MedSsl.EndToEnd.Tests;

/// <summary>SIGKILL while dropped inputs are taken, then a start: each is stored, once, and none is left behind.</summary>
internal static class DropAndKill
{
    private const int Patients = 20;
    private const int ImagesPerPatient = 3;

    /// <param name="deployment">Where; what is dropped is taken by ingestion alone.</param>
    /// <param name="storedBeforeKill">Instances that are stored when the kill comes.</param>
    /// <param name="start">Starts a process with a data folder of this name.</param>
    /// <param name="drop">Puts a file down under a name, for the dataset <c>dropped</c>.</param>
    /// <param name="left">What still lies there.</param>
    public static async Task WalkAsync(
        Deployment deployment, int storedBeforeKill, Func<string, MedSslProcess> start, Func<IObjectStore, string, string, Task> drop, Func<IObjectStore, Task<int>> left)
    {
        var phantoms = Path.Combine(deployment.Folder, "phantoms");
        await MedSslProcess.AnswerAsync(deployment.Settings, "phantom", phantoms, "--task", "us_lesion", "--patients", $"{Patients}", "--images-per-patient", $"{ImagesPerPatient}", "--size", "96");
        var store = await deployment.OpenStoreAsync();
        foreach (var (index, file) in Directory.EnumerateFiles(phantoms, "*.dcm", SearchOption.AllDirectories).Index())
        {
            await drop(store, file, $"dropped/{index % 3}/{index}.dcm");
        }

        await drop(store, Path.Combine(phantoms, "manifest.csv"), "dropped/manifest.csv"); // no DICOM
        await using (var first = start("first"))
        {
            await Eventually.TrueAsync(async () => await store.ListAsync("raw/dropped/", default).CountAsync() >= storedBeforeKill, "the drop is under way", TimeSpan.FromMinutes(2));
            first.Kill();
        }

        // Two at once, one of them on the folder of the one that died.
        await using var second = start("first");
        await using var third = start("third");
        await Eventually.TrueAsync(async () => await left(store) == 0, $"nothing is left behind\n{second.Errors}", TimeSpan.FromMinutes(2));
        Assert.Equal(Patients * ImagesPerPatient, await store.ListAsync("raw/dropped/", default).CountAsync());
        Assert.Equal(2, await store.ListAsync(ObjectKeys.QuarantinePrefix, default).CountAsync()); // the manifest and its reason
        await Eventually.TrueAsync(async () => await store.ListAsync(ObjectKeys.OpenSeriesPrefix, default).CountAsync() == 0, "every series is closed", TimeSpan.FromMinutes(1));
    }
}

using MedSsl.Contracts.Documents;
using MedSsl.ObjectStorage;
using MedSsl.Testing;

namespace MedSsl.EndToEnd.Tests;

public sealed class WithdrawalTests
{
    private const int Patients = 10;
    private const int ImagesPerPatient = 6;

    [Theory]
    [InlineData(ObjectKeys.TombstonePrefix)]
    [InlineData("withdrawals/accepted/w-1/found/")]
    [InlineData(ObjectKeys.ShardRewritePrefix)]
    public async Task When_a_withdrawal_is_killed_Should_complete_on_restart_and_refuse_the_patient_later(string killedAt)
    {
        var deployment = Deployment.Embedded();
        var phantoms = Path.Combine(deployment.Folder, "phantoms");
        await MedSslProcess.AnswerAsync(deployment.Settings, "phantom", phantoms, "--task", "us_lesion", "--patients", $"{Patients}", "--images-per-patient", $"{ImagesPerPatient}", "--size", "64");
        await MedSslProcess.AnswerAsync(deployment.Settings, "import", phantoms, "--dataset", "phantoms");
        var store = await deployment.OpenStoreAsync();
        var patient = (await store.ListJsonAsync<SeriesManifest>(ObjectKeys.SeriesManifestPrefix, default).FirstAsync()).PatientId;
        var theirs = await store.ListJsonAsync<SeriesManifest>(ObjectKeys.SeriesManifestPrefix, default).Where(series => series.PatientId == patient).ToListAsync();
        string[] start = ["withdraw", "start", "--pseudonym", patient, "--requested-by", "test", "--id", "w-1"];

        await using (var withdrawing = MedSslProcess.Start(deployment.Settings, start))
        {
            await Eventually.TrueAsync(async () => withdrawing.HasExited || await store.ListAsync(killedAt, default).AnyAsync(), "the withdrawal is under way");
            withdrawing.Kill();
        }

        Assert.NotNull(await store.StatAsync(ObjectKeys.Tombstone(patient), default));
        await using (var running = MedSslProcess.Start(new Dictionary<string, string>(deployment.Settings, StringComparer.Ordinal) { ["Hosting:Urls"] = "http://127.0.0.1:0" }, "run"))
        {
            await Eventually.TrueAsync(
                async () => await store.StatAsync(ObjectKeys.WithdrawalReport("w-1", 1, "json"), default) is not null && await store.StatAsync(ObjectKeys.WithdrawalPending("w-1"), default) is null,
                $"the withdrawal is complete: {running.Errors}", TimeSpan.FromMinutes(2));
        }

        Assert.Equal("good", (await MedSslProcess.AnswerAsync(deployment.Settings, "withdraw", "verify", "w-1")).GetProperty("signature").GetString());
        var samples = await MedSslProcess.AnswerAsync(deployment.Settings, "shard", "ls", "phantoms");
        Assert.Equal((Patients - 1) * ImagesPerPatient, samples.GetArrayLength());
        await AssertNothingIsLeftAsync();

        // The same images again: those of the others are known, those of the patient are refused and not kept.
        var again = await MedSslProcess.AnswerAsync(deployment.Settings, "import", phantoms, "--dataset", "phantoms");
        Assert.Contains("patient-withdrawn", again.ToString(), StringComparison.Ordinal);
        await AssertNothingIsLeftAsync();

        async Task AssertNothingIsLeftAsync()
        {
            var names = theirs.Select(series => series.SeriesUid).Append(theirs[0].StudyUid).Append(patient).ToList();
            var left = await store.ListAsync("", default).Select(found => found.Key).Where(key => !key.StartsWith("withdrawals/", StringComparison.Ordinal) && names.Exists(key.Contains)).ToListAsync();
            Assert.Empty(left);
        }
    }
}

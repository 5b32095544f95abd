using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using MedSsl.Contracts.Ingestion;
using MedSsl.Ingestion;
using MedSsl.Ingestion.Quarantine;
using MedSsl.ObjectStorage;
using MedSsl.Testing;
using MedSsl.Unit.Tests.Hosting;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Ingestion;

/// <summary>What becomes of refused inputs: listed, tried again, opened, forgotten.</summary>
public sealed class QuarantineTests : IDisposable
{
    private readonly string folder = Repository.NewTemporaryFolder();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task List_is_by_reason_and_dataset()
    {
        await using var platform = await PartsAsync();
        await AddAsync(platform, "north", [1], RejectionReasons.NotDicom);
        await AddAsync(platform, "north", [2], RejectionReasons.Malformed);
        await AddAsync(platform, "south", [3], RejectionReasons.NotDicom);
        var quarantine = platform.Get<QuarantineStore>();
        Assert.Equal(3, await quarantine.ListAsync(null, null, default).CountAsync());
        Assert.Equal([.. new[] { Digest(1), Digest(3) }.Order(StringComparer.Ordinal)], await quarantine.ListAsync(RejectionReasons.NotDicom, null, default).Select(one => one.ContentSha256).ToListAsync());
        Assert.Equal(Digest(3), (await quarantine.ListAsync(null, "south", default).SingleAsync()).ContentSha256);
        Assert.Equal([2], await quarantine.OpenAsync(Digest(2), default));
        Assert.Null(await quarantine.OpenAsync(Digest(9), default));
    }

    [Fact]
    public async Task Release_stores_what_can_be_read_now_and_leaves_the_rest()
    {
        await using var platform = await PartsAsync();
        var (readable, broken) = (TestStudies.Dicom(), new byte[] { 1, 2, 3 });
        await AddAsync(platform, "north", readable, RejectionReasons.UnsupportedTransferSyntax); // as if an older version had refused it
        await AddAsync(platform, "north", broken, RejectionReasons.NotDicom);
        var release = platform.Get<QuarantineRelease>();

        var stored = (await release.ReleaseAsync(Sha256Digest.Of(readable), default))!;
        Assert.Equal([ObjectKeys.RawInstance("north", stored.SeriesUid!, stored.SopInstanceUid!)], await platform.KeysAsync("raw/"));
        Assert.NotEmpty(await platform.KeysAsync(ObjectKeys.OpenSeriesPrefix)); // so that its series will be complete
        var refused = (await release.ReleaseAsync(Sha256Digest.Of(broken), default))!;
        Assert.Equal((false, RejectionReasons.NotDicom), (refused.IsStored, refused.ReasonCode));
        Assert.Equal(Sha256Digest.Of(broken), (await platform.Get<QuarantineStore>().ListAsync(null, null, default).SingleAsync()).ContentSha256);
        Assert.Null(await release.ReleaseAsync(Sha256Digest.Of(readable), default)); // it is gone
    }

    [Fact]
    public async Task Release_that_was_cut_off_before_its_end_may_be_repeated()
    {
        await using var platform = await PartsAsync();
        var input = TestStudies.Dicom();
        await AddAsync(platform, "north", input, RejectionReasons.UnsupportedTransferSyntax);
        var kept = await platform.Store.ReadAllAsync(ObjectKeys.Quarantined(Sha256Digest.Of(input)), default);
        var reason = await platform.Store.ReadAllAsync(ObjectKeys.QuarantineReason(Sha256Digest.Of(input)), default);
        await platform.Get<QuarantineRelease>().ReleaseAsync(Sha256Digest.Of(input), default);
        await PutAsync(ObjectKeys.Quarantined(Sha256Digest.Of(input)), kept!); // stored, and not yet dropped
        await PutAsync(ObjectKeys.QuarantineReason(Sha256Digest.Of(input)), reason!);
        Assert.True((await platform.Get<QuarantineRelease>().ReleaseAsync(Sha256Digest.Of(input), default))!.IsStored);
        Assert.Single(await platform.KeysAsync("raw/"));
        Assert.Empty(await platform.KeysAsync(ObjectKeys.QuarantinePrefix));

        async Task PutAsync(string key, byte[] content)
        {
            using var stream = new MemoryStream(content);
            await platform.Store.PutAsync(key, stream, "application/octet-stream", PutCondition.Overwrite, default);
        }
    }

    [Fact]
    public async Task Another_site_key_opens_nothing_and_loses_nothing()
    {
        var input = TestStudies.Dicom();
        await using (var platform = await PartsAsync())
        {
            await AddAsync(platform, "north", input, RejectionReasons.UnsupportedTransferSyntax);
        }

        await using var other = await PartsAsync($"--Ingestion:SiteKey={Convert.ToBase64String(new byte[32])}");
        await Assert.ThrowsAnyAsync<CryptographicException>(() => other.Get<QuarantineStore>().OpenAsync(Sha256Digest.Of(input), default));
        var outcome = (await other.Get<QuarantineRelease>().ReleaseAsync(Sha256Digest.Of(input), default))!;
        Assert.Contains("another site key", outcome.Reason!, StringComparison.Ordinal);
        Assert.Equal(2, (await other.KeysAsync(ObjectKeys.QuarantinePrefix)).Count);
    }

    [Fact]
    public async Task Retention_forgets_what_is_too_old_and_nothing_by_default()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var platform = await TestPlatform.PartsAsync(IngestionExtensions.Module, folder, time, "--Ingestion:QuarantineRetention=30.00:00:00");
        await AddAsync(platform, "north", [1], RejectionReasons.NotDicom);
        time.Advance(TimeSpan.FromDays(20));
        await AddAsync(platform, "north", [2], RejectionReasons.NotDicom);
        await platform.Get<QuarantineRetention>().ReconcileAsync(default);
        Assert.Equal(4, (await platform.KeysAsync(ObjectKeys.QuarantinePrefix)).Count);
        time.Advance(TimeSpan.FromDays(10));
        await platform.Get<QuarantineRetention>().ReconcileAsync(default);
        Assert.Equal(Digest(2), (await platform.Get<QuarantineStore>().ListAsync(null, null, default).SingleAsync()).ContentSha256);

        time.Advance(TimeSpan.FromDays(10_000));
        await using var kept = await TestPlatform.PartsAsync(IngestionExtensions.Module, folder, time);
        await kept.Get<QuarantineRetention>().ReconcileAsync(default);
        Assert.Equal(2, (await kept.KeysAsync(ObjectKeys.QuarantinePrefix)).Count);
    }

    [Fact]
    public async Task Http_lists_releases_and_drops_and_hands_out_no_bytes()
    {
        await using var platform = await TestPlatform.RunAsync([IngestionExtensions.Module], folder);
        var input = TestStudies.Dicom();
        await AddAsync(platform, "north", input, RejectionReasons.UnsupportedTransferSyntax);
        await AddAsync(platform, "north", [1, 2, 3], RejectionReasons.NotDicom);
        using var http = new HttpClient { BaseAddress = platform.Address };
        Assert.Equal(2, (await http.GetFromJsonAsync<JsonElement[]>("/quarantine"))!.Length);
        Assert.Single((await http.GetFromJsonAsync<JsonElement[]>("/quarantine?reason=not-dicom"))!);
        var released = await http.PostAsync($"/quarantine/{Sha256Digest.Of(input)}/release", null);
        Assert.Equal(HttpStatusCode.OK, released.StatusCode);
        Assert.True((await released.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("isStored").GetBoolean());
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync($"/quarantine/{Sha256Digest.Of(input)}")).StatusCode);

        var other = Sha256Digest.Of([1, 2, 3]);
        Assert.Equal(HttpStatusCode.Conflict, (await http.PostAsync($"/quarantine/{other}/release", null)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await http.DeleteAsync($"/quarantine/{other}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.DeleteAsync($"/quarantine/{other}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("/quarantine/..%2Fmodels")).StatusCode);
        Assert.Empty(await platform.KeysAsync(ObjectKeys.QuarantinePrefix));
    }

    private Task<TestPlatform> PartsAsync(params string[] settings) => TestPlatform.PartsAsync(IngestionExtensions.Module, folder, null, settings);

    private static Task AddAsync(TestPlatform platform, string dataset, byte[] content, string reason) => platform.Get<QuarantineStore>().AddAsync(dataset, content, reason, "as found", default, default);

    private static string Digest(byte single) => Sha256Digest.Of([single]);
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MedSsl.Contracts;
using MedSsl.Contracts.Privacy;
using MedSsl.Imaging.EnergyBands;
using MedSsl.ObjectStorage;

namespace MedSsl.Sharding.Withdrawal;

/// <summary>Writes and signs the report on a withdrawal, and makes the event of what is stored. The JSON goes last: where it is, the report is whole.</summary>
internal sealed class ReportWriter(IObjectStore store, WithdrawalStamps stamps, DatasetReissue datasets, TimeProvider time)
{
    /// <summary>The event of a withdrawal: of the report that covers all searches, runs and models, which is written where it is not there yet.</summary>
    public async Task<PatientWithdrawn> WriteAsync(WithdrawalRequest request, IReadOnlyList<PatientFindings> searches, ECDsa key, CancellationToken cancellationToken)
    {
        var id = request.Command.WithdrawalId;
        var all = PatientFindings.Union(searches);
        var versions = await TellAsync(all, cancellationToken);
        var last = await store.ListJsonAsync<WithdrawalReport>(ObjectKeys.WithdrawalReportPrefix(id), WithdrawalReports.IsReport, cancellationToken).LastOrDefaultAsync(cancellationToken);
        if (last?.Searches != searches.Count || !await stamps.CoversAsync(last, cancellationToken))
        {
            var (runs, models) = await stamps.StampAsync(id, all, cancellationToken);
            var references = await ReferencesAsync(all, cancellationToken);
            last = new WithdrawalReport
            {
                Format = WithdrawalReport.CurrentFormat,
                Number = (last?.Number ?? 0) + 1,
                Searches = searches.Count,
                Request = request,
                CompletedAt = time.GetUtcNow(),
                Found = all,
                Replacements = await ReplacementsAsync(all, cancellationToken),
                DatasetVersions = versions,
                Runs = runs,
                Models = models,
                References = references,
                Remains = Remains.Of(runs, models, references),
                KeyFingerprint = ReportSignature.Fingerprint(key.ExportSubjectPublicKeyInfoPem()),
            };
            await StoreAsync(last, key, cancellationToken);
        }

        return await EventAsync(last, cancellationToken);
    }

    private async Task StoreAsync(WithdrawalReport report, ECDsa key, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(report, Json.Options);
        await PutAsync("pem", Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem() + "\n"), "application/x-pem-file");
        await PutAsync("html", Encoding.UTF8.GetBytes(ReportPage.Write(report, Convert.ToHexStringLower(SHA256.HashData(json)))), "text/html; charset=utf-8");
        await PutAsync("sig", ReportSignature.Sign(key, json), "application/octet-stream");
        await PutAsync("json", json, "application/json");

        async Task PutAsync(string extension, byte[] content, string mediaType)
        {
            using var stream = new MemoryStream(content, writable: false);
            await store.PutAsync(ObjectKeys.WithdrawalReport(report.Request.Command.WithdrawalId, report.Number, extension), stream, mediaType, PutCondition.Overwrite, cancellationToken);
        }
    }

    private async Task<Dictionary<string, int>> TellAsync(PatientFindings all, CancellationToken cancellationToken)
    {
        var versions = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var dataset in all.Datasets)
        {
            if (await datasets.TellAsync(dataset, cancellationToken) is { } version)
            {
                versions[dataset] = version;
            }
        }

        return versions;
    }

    private async Task<Dictionary<string, string>> ReplacementsAsync(PatientFindings all, CancellationToken cancellationToken)
    {
        var replacements = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var shard in all.Shards)
        {
            replacements[shard.ShardId] = (await store.FindRewriteAsync(shard.ShardId, cancellationToken))?.Replacement?.ShardId ?? "";
        }

        return replacements;
    }

    private async Task<Dictionary<string, int>> ReferencesAsync(PatientFindings all, CancellationToken cancellationToken)
    {
        var keys = all.Shards.SelectMany(shard => shard.Keys).ToHashSet(StringComparer.Ordinal);
        var references = new Dictionary<string, int>(StringComparer.Ordinal);
        await foreach (var found in store.ListAsync(ObjectKeys.ReferencePrefix, cancellationToken))
        {
            var count = (await store.ReadJsonAsync<ReferenceEnergies>(found.Key, cancellationToken))?.SampleKeys?.Count(keys.Contains) ?? 0;
            if (count > 0)
            {
                references[found.Key] = count;
            }
        }

        return references;
    }

    private async Task<PatientWithdrawn> EventAsync(WithdrawalReport report, CancellationToken cancellationToken) => new()
    {
        WithdrawalId = report.Request.Command.WithdrawalId,
        SeriesCount = report.Found.Series.Count,
        InstanceCount = report.Found.Instances.Count,
        SampleCount = report.Found.CountSamples(),
        ShardCount = report.Found.Shards.Count,
        ObjectCount = report.Found.Objects.Count,
        DatasetVersions = report.DatasetVersions,
        RunIds = [.. report.Runs.Select(run => run.RunId)],
        Report = await ReferAsync(report, "json", "application/json", cancellationToken),
        Signature = await ReferAsync(report, "sig", "application/octet-stream", cancellationToken),
        ReportPage = await ReferAsync(report, "html", "text/html; charset=utf-8", cancellationToken),
        WithdrawnAt = report.CompletedAt,
    };

    private async Task<ObjectRef> ReferAsync(WithdrawalReport report, string extension, string mediaType, CancellationToken cancellationToken)
    {
        var key = ObjectKeys.WithdrawalReport(report.Request.Command.WithdrawalId, report.Number, extension);
        var content = await store.ReadAllAsync(key, cancellationToken) ?? throw new ObjectIntegrityException($"{key} was stored and is gone");
        return new ObjectRef { Bucket = store.Bucket, Key = key, Sha256 = Sha256Digest.Of(content), Bytes = content.Length, MediaType = mediaType };
    }
}

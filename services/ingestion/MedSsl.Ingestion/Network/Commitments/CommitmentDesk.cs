using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Client;
using MedSsl.Dicom.Network.Commitment;
using MedSsl.Dicom.Network.Server;
using MedSsl.Hosting;
using MedSsl.Ingestion.Network.Spool;
using MedSsl.ObjectStorage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Network.Commitments;

/// <summary>
/// Storage commitment (PS3.4 annex J): a question is on disk before it is accepted and answered from what is durable only: an object that waits in the
/// spool, or one whose instance the object store has. The report goes out on the association that asked, else to where the asking AE title listens.
/// </summary>
internal sealed class CommitmentDesk(
    ObjectSpool spool, ReceivedJournal journal, IObjectStore store, IOptions<HostingOptions> hosting, DicomSettings settings,
    TimeProvider time, ILogger<CommitmentDesk> logger) : BackgroundService
{
    private static readonly TimeSpan OnAssociation = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);

    private readonly string folder = Path.Combine(hosting.Value.SpoolFolder, "dicom", "commitments");

    /// <summary>Takes a question over, durably, and begins to answer it.</summary>
    public async Task<StoreAnswer> TakeAsync(CommitmentRequest request, AssociationPeer peer, IReportingAssociation association)
    {
        var pending = new PendingCommitment { Request = request, CallingAeTitle = peer.CallingAeTitle, CalledAeTitle = peer.CalledAeTitle, AskedAt = time.GetUtcNow() };
        try
        {
            await WriteAsync(pending);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Log.SpoolWriteFailed(logger, exception);
            return new StoreAnswer(DimseStatus.ProcessingFailure, "the request cannot be written to disk");
        }

        DicomMetrics.Commitments.WithLabels("asked").Inc();
        _ = Task.Run(() => ReportOnAsync(association, pending));
        return StoreAnswer.Success;
    }

    /// <summary>The answer, from what is durable now.</summary>
    public async Task<CommitmentReport> AnswerAsync(CommitmentRequest request, CancellationToken cancellationToken)
    {
        // The spool first: an object that moves on between the two looks is found in the second.
        var waiting = request.Instances.Where(instance => spool.Holds(instance.SopInstanceUid)).ToHashSet();
        var settled = journal.Find(request.Instances.Where(instance => !waiting.Contains(instance)).Select(instance => instance.SopInstanceUid));
        var (committed, failed) = (new List<SopReference>(), new List<FailedReference>());
        foreach (var instance in request.Instances)
        {
            var known = settled.TryGetValue(instance.SopInstanceUid, out var key);
            if (waiting.Contains(instance) || (key is not null && await store.StatAsync(key, cancellationToken) is not null))
            {
                committed.Add(instance);
            }
            else
            {
                failed.Add(new FailedReference(instance, known && key is null ? DimseStatus.ProcessingFailure : DimseStatus.NoSuchInstance));
            }
        }

        return new CommitmentReport(request.TransactionUid, committed, failed);
    }

    /// <summary>Reports that did not reach their association, those of an earlier start included.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Between, time);
        do
        {
            foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [])
            {
                try
                {
                    await TryReportAsync(file, stoppingToken);
                }
                catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
                {
                    // The edge of this question: a file that cannot be read, or one that was answered meanwhile.
                    Log.CommitmentFailed(logger, exception);
                }
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task ReportOnAsync(IReportingAssociation association, PendingCommitment pending)
    {
        using var limit = new CancellationTokenSource(OnAssociation, time);
        try
        {
            if (await association.ReportAsync(await AnswerAsync(pending.Request, limit.Token), limit.Token))
            {
                Done(FileOf(pending), "reported");
            }
        }
        catch (Exception exception)
        {
            // The edge of this answer: the store is away, or the peer does not answer here. The loop goes on with it.
            Log.CommitmentWaits(logger, pending.Request.TransactionUid, pending.CallingAeTitle, exception.Message);
        }
    }

    private async Task TryReportAsync(string file, CancellationToken stoppingToken)
    {
        if (JsonSerializer.Deserialize<PendingCommitment>(await File.ReadAllBytesAsync(file, stoppingToken), Json.Options) is not { } pending)
        {
            return;
        }

        var age = time.GetUtcNow() - pending.AskedAt;
        if (age < OnAssociation)
        {
            return; // its association may still be told
        }

        var aeTitle = pending.CallingAeTitle;
        if (age > settings.Current.CommitmentRetention)
        {
            Log.CommitmentExpired(logger, pending.Request.TransactionUid, aeTitle, settings.Current.CommitmentRetention);
            Done(file, "expired");
            return;
        }

        if (settings.Rules.PeerOf(aeTitle) is not { } peer)
        {
            Log.CommitmentWaits(logger, pending.Request.TransactionUid, aeTitle, "its association is gone, and Ingestion:Dicom:CommitmentPeers does not say where it listens");
            return;
        }

        try
        {
            var to = new DicomClientOptions { Host = peer.Host, Port = peer.Port, CalledAeTitle = aeTitle, CallingAeTitle = pending.CalledAeTitle };
            await using var client = await DicomClient.ConnectAsync(to, [ProposedContext.StorageCommitment], stoppingToken);
            await client.ReportCommitmentAsync(await AnswerAsync(pending.Request, stoppingToken), stoppingToken);
            await client.ReleaseAsync(stoppingToken);
            Done(file, "reported");
        }
        catch (IOException exception)
        {
            Log.CommitmentWaits(logger, pending.Request.TransactionUid, aeTitle, exception.Message);
        }
    }

    private static void Done(string file, string outcome)
    {
        File.Delete(file);
        DicomMetrics.Commitments.WithLabels(outcome).Inc();
    }

    private async Task WriteAsync(PendingCommitment pending)
    {
        Directory.CreateDirectory(folder);
        var file = FileOf(pending);
        await using (var stream = new FileStream(file + ".part", FileMode.Create, FileAccess.Write))
        {
            await JsonSerializer.SerializeAsync(stream, pending, Json.Options);
            stream.Flush(flushToDisk: true);
        }

        File.Move(file + ".part", file, overwrite: true);
        using var names = new FolderSync(folder);
        names.Sync();
    }

    /// <summary>Two senders may use one transaction UID; neither may name a file of its own choice.</summary>
    private string FileOf(PendingCommitment pending) =>
        Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{pending.CallingAeTitle}\n{pending.Request.TransactionUid}"))) + ".json");
}

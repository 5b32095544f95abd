using MedSsl.Audit.Messages;
using MedSsl.Hosting;
using MedSsl.Ingestion.Instances;
using MedSsl.Ingestion.Network.Spool;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Audit;

/// <summary>
/// DICOM Instances Transferred and, for what was put down, Import: one message for the objects of one study from one sender or place, when no more come. An
/// object is noted on disk before it leaves the spool or the place, and the note is kept until the message is on disk: none goes untold, and after a crash
/// some may be told of twice.
/// </summary>
internal sealed class TransferAudit(
    AuditTrail trail, AuditPlace place, IOptions<AuditOptions> options, IOptions<HostingOptions> hosting, TimeProvider time, ILogger<TransferAudit> logger)
    : BackgroundService
{
    private const int MostOpen = 1000;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestTime = TimeSpan.FromMinutes(10);

    private readonly Lock gate = new();
    private readonly TransferNotes notes = new(Path.Combine(hosting.Value.SpoolFolder, "dicom", "transfers.txt"));
    private bool isOpen;

    /// <summary>Takes over what an earlier start noted and did not tell; for the process that has the spool.</summary>
    public void Open()
    {
        lock (gate)
        {
            if (trail.IsEnabled && !isOpen)
            {
                notes.Load();
                isOpen = true;
            }
        }
    }

    /// <summary>Notes what became of objects, durably.</summary>
    /// <exception cref="IOException">They are not noted.</exception>
    public void Note(IReadOnlyCollection<(SpooledObject Spooled, InstanceOutcome Outcome)> settled)
    {
        lock (gate)
        {
            if (isOpen)
            {
                notes.Add(
                    settled.CountBy(item => (Key: KeyOf(item.Spooled.Entry, item.Outcome), item.Spooled.Entry.SopClassUid))
                        .Select(group => (group.Key.Key, new SopClassCount(group.Key.SopClassUid, group.Value))),
                    time.GetUtcNow());
            }
        }
    }

    /// <summary>Notes what became of a file that was put down, durably. A process that does not have the spool keeps no notes, and tells of each file by itself.</summary>
    /// <exception cref="IOException">It is not noted.</exception>
    public Task NoteAsync(Uri medium, string dataset, InstanceOutcome outcome)
    {
        var subject = (outcome.Subject ?? AuditSubject.Unknown).As(options.Value.HasOriginals);
        var key = KeyOf(subject, dataset, outcome) with { Medium = medium };
        var one = new SopClassCount(subject.SopClassUid, 1);
        var now = time.GetUtcNow();
        lock (gate)
        {
            if (isOpen)
            {
                notes.Add([(key, one)], now);
                return Task.CompletedTask;
            }
        }

        return trail.WriteAsync([EventOf(key, [one], now)]);
    }

    /// <summary>Writes the messages about transfers that are over, or about all.</summary>
    public async Task FlushAsync(bool all)
    {
        List<OpenTransfer> over;
        lock (gate)
        {
            var now = time.GetUtcNow();
            over = [.. notes.Open.Where(transfer => all || notes.Open.Count > MostOpen || IsOver(transfer, now))];
            over.ForEach(notes.End);
        }

        if (over.Count > 0)
        {
            await trail.WriteAsync(over.Select(transfer => EventOf(transfer.Key, transfer.SopClasses, transfer.Last)));
            lock (gate)
            {
                notes.Forget(over, time.GetUtcNow());
            }
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);

        // What cannot be written now is noted and told of at the next start.
        await FlushAsync(all: true).WaitAsync(TimeSpan.FromSeconds(10), time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override void Dispose()
    {
        notes.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (trail.IsEnabled && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await FlushAsync(all: false);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                AuditMetrics.WriteFailures.Inc();
                Log.AuditWriteFailed(logger, exception);
            }

            await Task.Delay(Look, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool IsOver(OpenTransfer transfer, DateTimeOffset now) =>
        transfer.IsFull || now - transfer.Last >= options.Value.TransferIdleTime || now - transfer.Since >= LongestTime;

    private TransferKey KeyOf(SpoolEntry entry, InstanceOutcome outcome) =>
        KeyOf((outcome.Subject ?? AuditSubject.Unknown).As(options.Value.HasOriginals), entry.Dataset, outcome) with
        {
            CallingAeTitle = entry.CallingAeTitle, CalledAeTitle = entry.CalledAeTitle, Address = entry.Address,
        };

    private static TransferKey KeyOf(AuditSubject subject, string dataset, InstanceOutcome outcome) => new()
    {
        Dataset = dataset, StudyUid = subject.StudyUid, PatientId = subject.PatientId, IsDeIdentified = subject.IsDeIdentified, Refused = outcome.ReasonCode,
    };

    private AuditEvent EventOf(TransferKey key, IReadOnlyList<SopClassCount> sopClasses, DateTimeOffset at)
    {
        var study = new StudyContent { StudyUid = key.StudyUid, PatientId = key.PatientId, IsDeIdentified = key.IsDeIdentified, Dataset = key.Dataset, SopClasses = sopClasses };
        return key.Medium is { } medium
            ? AuditEvents.Import(place.Process, medium, study, key.Refused, at)
            : AuditEvents.InstancesTransferred(new NetworkNode(key.CallingAeTitle, key.Address), place.Process, key.CalledAeTitle, study, key.Refused, at);
    }
}

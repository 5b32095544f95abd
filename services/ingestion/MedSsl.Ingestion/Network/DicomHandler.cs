using System.Diagnostics.CodeAnalysis;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Commitment;
using MedSsl.Dicom.Network.Server;
using MedSsl.Ingestion.Network.Commitments;
using MedSsl.Ingestion.Network.Spool;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MedSsl.Ingestion.Network;

/// <summary>What the DICOM port asks of ingestion: who may come in, where objects go, who answers for them.</summary>
internal sealed class DicomHandler(ObjectSpool spool, CommitmentDesk desk, IOptionsMonitor<DicomOptions> options, ILogger<DicomHandler> logger) : IDicomServerHandler
{
    private volatile Snapshot? rules;

    public AssociateRejection? Admit(AssociationPeer peer) => CurrentRules().Admit(peer) ?? (spool.IsClosed ? AssociateRejection.Congestion : null);

    public bool TryBeginStore(StoreRequest request, [NotNullWhen(true)] out IIncomingObject? place, [NotNullWhen(false)] out StoreAnswer? refusal)
    {
        var opened = spool.TryBegin(request, CurrentRules().DatasetOf(request.Peer.CalledAeTitle), out var incoming, out refusal);
        place = incoming;
        return opened;
    }

    public Task<StoreAnswer> BeginCommitmentAsync(CommitmentRequest request, AssociationPeer peer, IReportingAssociation association, CancellationToken cancellationToken) =>
        desk.TakeAsync(request, peer, association);

    public void Began(AssociationPeer peer) => DicomMetrics.OpenAssociations.Inc();

    public void Answered(StoreRequest request, StoreAnswer answer) => DicomMetrics.Objects.WithLabels(DicomMetrics.Status(answer.Status)).Inc();

    public void Ended(AssociationSummary summary)
    {
        DicomMetrics.Associations.WithLabels(DicomMetrics.Outcome(summary.End)).Inc();
        if (summary.Fault is not null)
        {
            Log.AssociationFault(logger, summary.Fault);
        }

        Tell(summary);
        if (summary.HadAssociation)
        {
            DicomMetrics.OpenAssociations.Dec();
        }
    }

    private void Tell(AssociationSummary summary)
    {
        var (calling, called) = (Printable(summary.Peer?.CallingAeTitle), Printable(summary.Peer?.CalledAeTitle));
        var (address, end) = (summary.Address.ToString(), DicomMetrics.Outcome(summary.End));
        if (summary.Detail is { } detail)
        {
            Log.AssociationFailed(logger, calling, address, called, end, detail);
        }
        else
        {
            Log.AssociationEnded(logger, calling, address, called, end, summary.Objects);
        }
    }

    /// <summary>The rules of the configuration as it is now; a change for the worse leaves those before it.</summary>
    public DicomRules CurrentRules()
    {
        try
        {
            var now = options.CurrentValue;
            var known = rules;
            if (known is null || !ReferenceEquals(known.Options, now))
            {
                rules = known = new Snapshot(now, new DicomRules(now));
            }

            return known.Rules;
        }
        catch (OptionsValidationException exception) when (rules is { } last)
        {
            Log.DicomRulesWrong(logger, string.Join("; ", exception.Failures));
            return last.Rules;
        }
    }

    /// <summary>A title comes from outside and may hold anything.</summary>
    private static string Printable(string? title) => title is null ? "nobody" : string.Concat(title.Select(character => character is >= ' ' and <= '~' ? character : '?'));

    /// <summary>The rules and the options that they were read from.</summary>
    private sealed record Snapshot(DicomOptions Options, DicomRules Rules);
}

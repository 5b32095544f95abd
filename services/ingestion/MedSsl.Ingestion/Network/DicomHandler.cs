using System.Diagnostics.CodeAnalysis;
using MedSsl.Audit.Messages;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Commitment;
using MedSsl.Dicom.Network.Server;
using MedSsl.Ingestion.Audit;
using MedSsl.Ingestion.Network.Commitments;
using MedSsl.Ingestion.Network.Spool;
using Microsoft.Extensions.Logging;

namespace MedSsl.Ingestion.Network;

/// <summary>What the DICOM port asks of ingestion: who may come in, where objects go, who answers for them.</summary>
internal sealed class DicomHandler(ObjectSpool spool, CommitmentDesk desk, DicomSettings settings, SecurityAlerts alerts, ILogger<DicomHandler> logger) : IDicomServerHandler
{
    public AssociateRejection? Admit(AssociationPeer peer) => settings.Rules.Admit(peer) ?? (spool.IsClosed ? AssociateRejection.Congestion : null);

    public bool TryBeginStore(StoreRequest request, [NotNullWhen(true)] out IIncomingObject? place, [NotNullWhen(false)] out StoreAnswer? refusal)
    {
        var opened = spool.TryBegin(request, settings.Rules.DatasetOf(request.Peer.CalledAeTitle), out var incoming, out refusal);
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
        if (summary.End == AssociationEnd.TlsFailed || IsOfAuthentication(summary.Rejection))
        {
            alerts.Tell(new NetworkNode(Printable(summary.Peer?.CallingAeTitle), summary.Address.ToString()), $"DICOM association refused: {summary.Detail}");
        }

        if (summary.HadAssociation)
        {
            DicomMetrics.OpenAssociations.Dec();
        }
    }

    /// <summary>Refusals for who they are, not for how busy we are.</summary>
    private static bool IsOfAuthentication(AssociateRejection? rejection) =>
        rejection == AssociateRejection.CallingAeTitle || rejection == AssociateRejection.CalledAeTitle;

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

    /// <summary>A title comes from outside and may hold anything.</summary>
    private static string Printable(string? title) => title is null ? "nobody" : string.Concat(title.Select(character => character is >= ' ' and <= '~' ? character : '?'));
}

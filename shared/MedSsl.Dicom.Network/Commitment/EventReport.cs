using MedSsl.Dicom.Network.Associations;
using MedSsl.Dicom.Network.Messages;
using MedSsl.Dicom.Network.Pdus;

namespace MedSsl.Dicom.Network.Commitment;

/// <summary>The N-EVENT-REPORT-RQ of storage commitment (PS3.7 section 10.3.1, PS3.4 annex J.3.3).</summary>
internal static class EventReport
{
    /// <summary>Command and data set as P-DATA-TF units.</summary>
    public static byte[] Write(CommitmentReport report, ushort messageId, NegotiatedContext context, uint maxLengthOfPeer)
    {
        var command = new CommandSet()
            .SetUid(CommandElement.AffectedSopClassUid, WellKnownUids.StorageCommitment)
            .Set(CommandElement.Field, CommandField.EventReportRequest)
            .Set(CommandElement.MessageId, messageId)
            .SetHasDataSet(true)
            .SetUid(CommandElement.AffectedSopInstanceUid, WellKnownUids.StorageCommitmentInstance)
            .Set(CommandElement.EventTypeId, report.Failed.Count == 0 ? CommitmentDataset.AllCommitted : CommitmentDataset.FailuresExist);
        var dataset = CommitmentDataset.WriteReport(report, context.TransferSyntaxUid != TransferSyntaxes.ImplicitVrLittleEndian);
        return
        [
            .. PduWriter.Data(context.Id, isCommand: true, command.Write(), maxLengthOfPeer),
            .. PduWriter.Data(context.Id, isCommand: false, dataset, maxLengthOfPeer),
        ];
    }
}

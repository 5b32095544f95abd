using MedSsl.Dicom.Network.Associations;
using MedSsl.Dicom.Network.Commitment;
using MedSsl.Dicom.Network.Messages;
using MedSsl.Dicom.Parsing;

namespace MedSsl.Dicom.Network.Server;

/// <summary>Decides what a command set asks for (PS3.7 sections 9 and 10) and who answers it.</summary>
internal sealed class MessageRouter(DicomServerOptions options, IDicomServerHandler handler, AssociationPeer peer, IReportingAssociation association, Action stored)
{
    /// <summary>What becomes of a request.</summary>
    public IMessageInProgress Route(CommandSet command, NegotiatedContext context) => command.Field switch
    {
        CommandField.EchoRequest => new RefusedMessage(Response(command, context.SopClassUid == WellKnownUids.Verification ? DimseStatus.Success : DimseStatus.SopClassNotSupported)),
        CommandField.StoreRequest => RouteStore(command, context),
        CommandField.ActionRequest => RouteAction(command, context),
        _ => new RefusedMessage(Response(command, DimseStatus.UnrecognizedOperation)),
    };

    private IMessageInProgress RouteStore(CommandSet command, NegotiatedContext context)
    {
        var request = new StoreRequest(peer, new FileMeta(
            command.Text(CommandElement.AffectedSopClassUid), command.Text(CommandElement.AffectedSopInstanceUid), context.TransferSyntaxUid));
        var refusal =
            request.Meta.SopClassUid != context.SopClassUid || !Negotiation.IsStorage(context.SopClassUid, options.AcceptUnknownSopClasses)
                ? new StoreAnswer(DimseStatus.SopClassNotSupported, "not the SOP class of the presentation context")
            : !Uid.IsValid(request.Meta.SopInstanceUid) ? new StoreAnswer(DimseStatus.InvalidInstance, "SOP Instance UID missing or not a UID")
            : !command.HasDataSet ? new StoreAnswer(DimseStatus.InvalidArgument, "the command announces no data set")
            : null;
        IIncomingObject? place = null;
        if (refusal is null)
        {
            handler.TryBeginStore(request, out place, out refusal);
        }

        return new StoreMessage(request, place, refusal, handler, Response(command, DimseStatus.Success), stored);
    }

    private IMessageInProgress RouteAction(CommandSet command, NegotiatedContext context)
    {
        var status = context.SopClassUid != WellKnownUids.StorageCommitment || command.Text(CommandElement.RequestedSopClassUid) != WellKnownUids.StorageCommitment ? DimseStatus.SopClassNotSupported
            : command.Text(CommandElement.RequestedSopInstanceUid) != WellKnownUids.StorageCommitmentInstance ? DimseStatus.NoSuchInstance
            : command.UInt16(CommandElement.ActionTypeId) != CommitmentDataset.RequestAction ? DimseStatus.NoSuchAction
            : command.HasDataSet ? DimseStatus.Success
            : DimseStatus.InvalidArgument;
        var response = Response(command, status);
        return status == DimseStatus.Success ? new CommitmentMessage(context.TransferSyntaxUid, peer, association, handler, response) : new RefusedMessage(response);
    }

    /// <summary>A response names what the request named (PS3.7 section 9.3 and 10.3).</summary>
    private static CommandSet Response(CommandSet request, ushort status)
    {
        var response = new CommandSet()
            .Set(CommandElement.Field, (ushort)(request.Field | CommandField.ResponseBit))
            .Set(CommandElement.MessageIdRespondedTo, request.MessageId)
            .SetHasDataSet(false)
            .Set(CommandElement.Status, status);
        CopyUid(request, CommandElement.AffectedSopClassUid, response, CommandElement.AffectedSopClassUid);
        CopyUid(request, CommandElement.RequestedSopClassUid, response, CommandElement.AffectedSopClassUid);
        CopyUid(request, CommandElement.AffectedSopInstanceUid, response, CommandElement.AffectedSopInstanceUid);
        CopyUid(request, CommandElement.RequestedSopInstanceUid, response, CommandElement.AffectedSopInstanceUid);
        if (request.UInt16(CommandElement.ActionTypeId) is { } action)
        {
            response.Set(CommandElement.ActionTypeId, action);
        }

        return response;
    }

    private static void CopyUid(CommandSet from, ushort element, CommandSet to, ushort target)
    {
        if (from.Text(element) is { Length: > 0 } uid)
        {
            to.SetUid(target, uid);
        }
    }
}

using System.Buffers;
using MedSsl.Dicom.Network.Commitment;
using MedSsl.Dicom.Network.Messages;

namespace MedSsl.Dicom.Network.Server;

/// <summary>An N-ACTION for storage commitment while its list of objects comes.</summary>
internal sealed class CommitmentMessage(string transferSyntaxUid, AssociationPeer peer, IReportingAssociation association, IDicomServerHandler handler, CommandSet response)
    : IMessageInProgress
{
    /// <summary>About 60,000 objects: more than a study has.</summary>
    private const int MaxLength = 8 << 20;

    private readonly ArrayBufferWriter<byte> dataset = new(4096);
    private bool isTooLong;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        isTooLong |= dataset.WrittenCount + bytes.Length > MaxLength;
        if (!isTooLong)
        {
            dataset.Write(bytes);
        }
    }

    public async ValueTask<CommandSet> CompleteAsync(CancellationToken cancellationToken)
    {
        var answer = isTooLong ? new StoreAnswer(DimseStatus.ProcessingFailure, $"the request has more than {MaxLength} bytes")
            : CommitmentDataset.TryReadRequest(dataset.WrittenMemory, transferSyntaxUid, out var request, out var problem)
                ? await handler.BeginCommitmentAsync(request, peer, association, cancellationToken)
            : new StoreAnswer(DimseStatus.ProcessingFailure, problem);
        return response.Set(CommandElement.Status, answer.Status).SetComment(answer.Comment);
    }

    public void Dispose()
    {
        // Memory only.
    }
}

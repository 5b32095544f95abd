using MedSsl.Dicom.Network.Messages;

namespace MedSsl.Dicom.Network.Server;

/// <summary>
/// A C-STORE while its object comes. The first bytes are looked at: an object that is not the one announced is refused, not stored under a wrong name
/// (PS3.4 annex B.2.3).
/// </summary>
internal sealed class StoreMessage(StoreRequest request, IIncomingObject? place, StoreAnswer? refusal, IDicomServerHandler handler, CommandSet response, Action stored)
    : IMessageInProgress
{
    private readonly byte[] head = new byte[DatasetHead.Length];
    private int headLength;
    private bool isHeadChecked;
    private StoreAnswer? refusal = refusal;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (!isHeadChecked)
        {
            var part = bytes[..Math.Min(bytes.Length, head.Length - headLength)];
            part.CopyTo(head.AsSpan(headLength));
            headLength += part.Length;
            if (headLength == head.Length)
            {
                CheckHead();
            }
        }

        if (refusal is null)
        {
            place!.Append(bytes);
        }
    }

    public async ValueTask<CommandSet> CompleteAsync(CancellationToken cancellationToken)
    {
        CheckHead();
        var answer = refusal ?? await place!.CompleteAsync(cancellationToken);
        if (answer.Status == DimseStatus.Success)
        {
            stored();
        }

        handler.Answered(request, answer);
        return response.Set(CommandElement.Status, answer.Status).SetComment(answer.Comment);
    }

    public void Dispose() => place?.Dispose();

    private void CheckHead()
    {
        if (isHeadChecked || refusal is not null)
        {
            return;
        }

        isHeadChecked = true;
        var (sopClass, instance) = DatasetHead.Read(head.AsSpan(0, headLength), request.Meta.TransferSyntaxUid);
        refusal = headLength == 0 ? new StoreAnswer(DimseStatus.CannotUnderstand, "the data set is empty")
            : sopClass is not null && sopClass != request.Meta.SopClassUid ? new StoreAnswer(DimseStatus.DataSetMismatch, "data set is of another SOP class than the command says")
            : instance is not null && instance != request.Meta.SopInstanceUid ? new StoreAnswer(DimseStatus.DataSetMismatch, "data set is another instance than the command says")
            : null;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using MedSsl.Dicom.Network;
using MedSsl.Dicom.Network.Commitment;
using MedSsl.Dicom.Network.Server;

namespace MedSsl.Unit.Tests.Dicom.Network;

/// <summary>Takes everything into memory and remembers what happened.</summary>
internal sealed class MemoryHandler : IDicomServerHandler
{
    private int associations;
    private int opened;
    private int disposed;

    public ConcurrentDictionary<string, (StoreRequest Request, byte[] Dataset)> Objects { get; } = new();

    public ConcurrentQueue<AssociationSummary> Summaries { get; } = new();

    public ConcurrentQueue<StoreAnswer> Answers { get; } = new();

    public ConcurrentQueue<CommitmentRequest> Commitments { get; } = new();

    public int Associations => associations;

    public int Opened => opened;

    public int Disposed => disposed;

    public AssociateRejection? Rejection { get; set; }

    public StoreAnswer? Refusal { get; set; }

    public StoreAnswer Completion { get; set; } = StoreAnswer.Success;

    /// <summary>What a commitment request leads to, beside its answer.</summary>
    public Func<CommitmentRequest, IReportingAssociation, Task>? OnCommitment { get; set; }

    public AssociateRejection? Admit(AssociationPeer peer) => Rejection;

    public bool TryBeginStore(StoreRequest request, [NotNullWhen(true)] out IIncomingObject? place, [NotNullWhen(false)] out StoreAnswer? refusal)
    {
        refusal = Refusal;
        place = refusal is null ? new Place(this, request) : null;
        if (refusal is null)
        {
            Interlocked.Increment(ref opened);
        }

        return place is not null;
    }

    public Task<StoreAnswer> BeginCommitmentAsync(CommitmentRequest request, AssociationPeer peer, IReportingAssociation association, CancellationToken cancellationToken)
    {
        Commitments.Enqueue(request);
        if (OnCommitment is { } action)
        {
            _ = Task.Run(() => action(request, association), CancellationToken.None);
        }

        return Task.FromResult(StoreAnswer.Success);
    }

    public void Began(AssociationPeer peer) => Interlocked.Increment(ref associations);

    public void Answered(StoreRequest request, StoreAnswer answer) => Answers.Enqueue(answer);

    public void Ended(AssociationSummary summary) => Summaries.Enqueue(summary);

    private sealed class Place(MemoryHandler handler, StoreRequest request) : IIncomingObject
    {
        private readonly MemoryStream content = new();

        public void Append(ReadOnlySpan<byte> bytes) => content.Write(bytes);

        public ValueTask<StoreAnswer> CompleteAsync(CancellationToken cancellationToken)
        {
            handler.Objects[request.Meta.SopInstanceUid] = (request, content.ToArray());
            return ValueTask.FromResult(handler.Completion);
        }

        public void Dispose() => Interlocked.Increment(ref handler.disposed);
    }
}

namespace MedSsl.Backends.Tests.ObjectStorage;

/// <summary>Content that does something when so many of its bytes were read: cancels, or kills a server.</summary>
internal sealed class ActingStream : MemoryStream
{
    private readonly long _at;
    private readonly Func<Task> _act;
    private bool _done;

    public ActingStream(byte[] content, long cancelAt, CancellationTokenSource cancellation)
        : this(content, cancelAt, cancellation.CancelAsync) { }

    public ActingStream(byte[] content, long at, Func<Task> act)
        : base(content, writable: false)
    {
        _at = at;
        _act = act;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= _at && !_done)
        {
            _done = true;
            await _act();
        }

        return await base.ReadAsync(buffer, cancellationToken);
    }
}

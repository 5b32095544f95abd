using MedSsl.Contracts;

namespace MedSsl.ObjectStorage;

/// <summary>
/// An object as a stream that can seek: each read asks the store for the blocks it touches, and the last ones are kept. For a few small questions to a large
/// object; what is read is not held against the digest, as that would take the whole object.
/// </summary>
public sealed class ObjectRangeStream(IObjectStore store, ObjectRef reference) : Stream
{
    private const int BlockBytes = 1 << 18;
    private const int BlocksKept = 64;

    private readonly Dictionary<long, byte[]> blocks = [];
    private readonly Queue<long> order = new();

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => reference.Bytes;

    /// <inheritdoc/>
    public override long Position { get; set; }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= Length || buffer.IsEmpty)
        {
            return 0;
        }

        var (number, offset) = Math.DivRem(Position, BlockBytes);
        var block = await BlockAsync(number, cancellationToken).ConfigureAwait(false);
        var count = Math.Min(buffer.Length, block.Length - (int)offset);
        block.AsMemory((int)offset, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) =>
        Position = origin switch { SeekOrigin.Begin => offset, SeekOrigin.Current => Position + offset, _ => Length + offset };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("An object is read only.");

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("An object is read only.");

    private async Task<byte[]> BlockAsync(long number, CancellationToken cancellationToken)
    {
        if (blocks.TryGetValue(number, out var kept))
        {
            return kept;
        }

        var start = number * BlockBytes;
        var expected = (int)Math.Min(BlockBytes, Length - start);
        var block = await store.ReadRangeAsync(reference.Key, start, expected, cancellationToken).ConfigureAwait(false);
        if (block?.Length != expected)
        {
            throw new ObjectIntegrityException($"The object {reference.Bucket}/{reference.Key} {(block is null ? "is absent" : "is shorter than promised")}; expected {Length} bytes.");
        }

        if (blocks.Count == BlocksKept)
        {
            blocks.Remove(order.Dequeue());
        }

        blocks.Add(number, block);
        order.Enqueue(number);
        return block;
    }
}

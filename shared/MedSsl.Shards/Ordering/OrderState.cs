using System.Buffers.Binary;

namespace MedSsl.Shards.Ordering;

/// <summary>Where a reader of an order stands: all that is needed to go on, in <see cref="ByteCount"/> bytes.</summary>
/// <remarks>
/// All numbers are little-endian. Epoch and position within it follow from the position of the stream and the length of an epoch; workers and batches are not
/// part of it, so a run may go on with others.
/// </remarks>
public sealed class OrderState
{
    /// <summary>Length of the written form: <c>MSO1</c>, digest of the order (32), seed (8), position of the stream (8).</summary>
    public const int ByteCount = DigestAt + DigestBytes + sizeof(ulong) + sizeof(long);

    private const int DigestAt = 4;
    private const int DigestBytes = 32;
    private const int SeedAt = DigestAt + DigestBytes;
    private const int PositionAt = SeedAt + sizeof(ulong);

    private readonly byte[] digest;
    private readonly ulong seed;

    /// <summary>The state of a reader of <paramref name="order"/> whose next sample is that at <paramref name="position"/>.</summary>
    public OrderState(ISampleOrder order, long position)
    {
        ArgumentNullException.ThrowIfNull(order);
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        (digest, seed, Position) = (order.Digest.ToArray(), order.Seed, position);
    }

    private OrderState(byte[] digest, ulong seed, long position) => (this.digest, this.seed, Position) = (digest, seed, position);

    /// <summary>Position of the stream that comes next.</summary>
    public long Position { get; }

    private static ReadOnlySpan<byte> Magic => "MSO1"u8;

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is not that.</exception>
    public static OrderState Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != ByteCount || !bytes.StartsWith(Magic))
        {
            throw new InvalidDataException($"The state of a data order is {ByteCount} bytes that begin with MSO1; these are {bytes.Length}, {Convert.ToHexString(bytes[..Math.Min(DigestAt, bytes.Length)])} first.");
        }

        var position = BinaryPrimitives.ReadInt64LittleEndian(bytes[PositionAt..]);
        return position >= 0
            ? new OrderState(bytes.Slice(DigestAt, DigestBytes).ToArray(), BinaryPrimitives.ReadUInt64LittleEndian(bytes[SeedAt..]), position)
            : throw new InvalidDataException($"The state of a data order has the position {position}; positions begin at 0.");
    }

    /// <summary>The written form.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[ByteCount];
        Magic.CopyTo(bytes);
        digest.CopyTo(bytes, DigestAt);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(SeedAt), seed);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(PositionAt), Position);
        return bytes;
    }

    /// <summary>The position to go on from in <paramref name="order"/>.</summary>
    /// <exception cref="InvalidDataException">The state is of another order: another snapshot, seed, group size or weights.</exception>
    public long Resume(ISampleOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return order.Seed == seed && order.Digest.Span.SequenceEqual(digest)
            ? Position
            : throw new InvalidDataException(
                $"The state is of the order {Convert.ToHexStringLower(digest)} with seed {seed}, not of {Convert.ToHexStringLower(order.Digest.Span)} with seed {order.Seed}.");
    }
}

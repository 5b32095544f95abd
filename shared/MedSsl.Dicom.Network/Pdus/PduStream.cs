using System.Buffers.Binary;

namespace MedSsl.Dicom.Network.Pdus;

/// <summary>
/// Cuts the bytes of a connection into protocol data units (PS3.8 section 9.3.1). Believes no length: what a unit may have is bounded by its kind,
/// and memory grows with the units that really come, so that a thousand silent connections cost little.
/// </summary>
internal sealed class PduStream(Stream stream, int maxDataLength)
{
    /// <summary>Type, a reserved byte, length.</summary>
    public const int HeaderLength = 6;

    /// <summary>128 presentation contexts with dozens of transfer syntaxes each fit many times.</summary>
    private const int MaxAssociateLength = 512 << 10;

    /// <summary>Rejections, releases and aborts.</summary>
    private const int ShortLength = 4;

    private const int SmallBuffer = 16 << 10;

    /// <summary>Units that a full buffer holds: more of them mean fewer calls of the system and less moving of leftovers.</summary>
    private const int UnitsInBuffer = 3;

    private byte[] buffer = new byte[SmallBuffer];
    private int start;
    private int end;

    /// <summary>The next unit; <see cref="PduType.EndOfStream"/> when the peer closed the connection where one may end.</summary>
    /// <exception cref="PduViolationException">These bytes are no unit, or one that is longer than agreed.</exception>
    /// <exception cref="EndOfStreamException">The connection ended within a unit.</exception>
    public async ValueTask<PduFrame> ReadAsync(CancellationToken cancellationToken)
    {
        if (end - start < HeaderLength && !await FillAsync(HeaderLength, cancellationToken))
        {
            return end == start ? default : throw new EndOfStreamException("the connection ended within the header of a PDU");
        }

        var type = (PduType)buffer[start];
        var length = CheckedLength(type, BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(start + 2)));
        if (end - start < HeaderLength + length && !await FillAsync(HeaderLength + length, cancellationToken))
        {
            throw new EndOfStreamException($"the connection ended within a PDU of {length} bytes");
        }

        var body = buffer.AsMemory(start + HeaderLength, length);
        start += HeaderLength + length;
        return new PduFrame(type, body);
    }

    private int CheckedLength(PduType type, uint length)
    {
        var limit = type switch
        {
            PduType.AssociateRequest or PduType.AssociateAccept => MaxAssociateLength,
            PduType.Data => maxDataLength,
            PduType.AssociateReject or PduType.ReleaseRequest or PduType.ReleaseResponse or PduType.Abort => ShortLength,
            _ => throw new PduViolationException(AbortReason.UnrecognizedPdu, $"expected a PDU, types 1 to 7, found a first byte of {(byte)type}"),
        };
        var isFixed = limit == ShortLength;
        return length == limit || (length < limit && !isFixed) ? (int)length
            : throw new PduViolationException(AbortReason.InvalidParameter, $"a PDU of type {(byte)type} claims {length} bytes; {(isFixed ? "it has" : "allowed are")} {limit}");
    }

    /// <summary>Reads until <paramref name="needed"/> bytes are there; false when the connection ends before.</summary>
    private async ValueTask<bool> FillAsync(int needed, CancellationToken cancellationToken)
    {
        if (needed > SmallBuffer && buffer.Length == SmallBuffer)
        {
            // Data comes. The whole of it is not taken for granted: the units that follow are likely to be as long as this one.
            var larger = new byte[Math.Max(needed, Math.Min(UnitsInBuffer * needed, UnitsInBuffer * (maxDataLength + HeaderLength)))];
            MoveTo(larger);
        }
        else if (needed > buffer.Length)
        {
            MoveTo(new byte[Math.Max(needed, UnitsInBuffer * (maxDataLength + HeaderLength))]);
        }
        else if (start == end)
        {
            start = end = 0;
        }
        else if (buffer.Length - start < needed)
        {
            MoveTo(buffer);
        }

        while (end - start < needed)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(end), cancellationToken);
            if (read == 0)
            {
                return false;
            }

            end += read;
        }

        return true;
    }

    private void MoveTo(byte[] target)
    {
        Buffer.BlockCopy(buffer, start, target, 0, end - start);
        (buffer, start, end) = (target, 0, end - start);
    }
}

using System.Buffers.Binary;
using MedSsl.Contracts;
using MedSsl.ObjectStorage;
using MedSsl.Shards;

namespace MedSsl.Sharding.Labels;

/// <summary>Masks in the store: images of the sample codec, or PNG files.</summary>
internal sealed class MaskObjects(IObjectStore store)
{
    /// <summary>What both formats need to say their size.</summary>
    private const int Head = 24;

    private static ReadOnlySpan<byte> PngSignature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>The keys that a mask with this digest may have.</summary>
    public static IReadOnlyList<string> KeysOf(string dataset, string sha256) => [ObjectKeys.LabelMask(dataset, sha256, "img"), ObjectKeys.LabelMask(dataset, sha256, "png")];

    /// <summary>Its columns and rows, or what is wrong with it. The whole object is read and its digest checked.</summary>
    public async Task<((int Columns, int Rows)? Size, string? Problem)> ReadAsync(ObjectRef mask, CancellationToken cancellationToken)
    {
        try
        {
            await using var content = await store.OpenVerifiedAsync(mask, cancellationToken);
            var head = new byte[Head];
            var read = await content.ReadAtLeastAsync(head, Head, throwOnEndOfStream: false, cancellationToken);
            return SizeOf(head.AsSpan(0, read)) is { } size ? (size, null) : (null, "the mask is neither an image of the sample codec nor a PNG file");
        }
        catch (Exception exception) when (exception is ObjectIntegrityException or InvalidDataException)
        {
            return (null, $"mask: {exception.Message}");
        }
    }

    /// <summary>PNG (ISO 15948, 5.2 and 11.2.2): signature, length and type of the first chunk, then width and height.</summary>
    private static (int Columns, int Rows)? SizeOf(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("MSSI"u8))
        {
            return SampleCodec.ReadSize(head);
        }

        return head.Length == Head && head.StartsWith(PngSignature) && head[12..16].SequenceEqual("IHDR"u8)
            ? (BinaryPrimitives.ReadInt32BigEndian(head[16..]), BinaryPrimitives.ReadInt32BigEndian(head[20..]))
            : null;
    }
}

using System.Buffers.Binary;
using System.Text;
using MedSsl.Shards;

namespace MedSsl.AllInOne.Commands;

/// <summary>PGM, the simplest image format that every viewer and NumPy reader opens: a header and big-endian 16-bit samples.</summary>
internal static class PortableGrayMap
{
    public static async Task WriteAsync(string file, SampleImage image, CancellationToken cancellationToken)
    {
        int low = image.Pixels.Min(), high = image.Pixels.Max();
        var header = Encoding.ASCII.GetBytes($"P5\n{image.Width} {image.Height}\n65535\n");
        var bytes = new byte[header.Length + (2 * image.Pixels.Length)];
        header.CopyTo(bytes, 0);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            var stretched = high > low ? (image.Pixels[i] - low) * 65535L / (high - low) : 0;
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(header.Length + (2 * i)), (ushort)stretched);
        }

        await File.WriteAllBytesAsync(file, bytes, cancellationToken);
    }
}

using System.Buffers.Binary;
using System.Globalization;
using MedSsl.Dicom;

namespace MedSsl.Unit.Tests.Dicom.Privacy;

/// <summary>
/// Data sets written down as text: a tag, its representation and its values on a line; items of a sequence are indented below it, and <c>+</c>
/// begins another one; <c>#</c> begins a remark. Pixels are made up to the size that the image says.
/// </summary>
internal static class Dump
{
    public static DicomDataset Parse(string text)
    {
        var lines = text.Split('\n').Select(line => line.Split('#')[0].TrimEnd()).Where(line => line.Length > 0).ToArray();
        var next = 0;
        var dataset = Items(lines, ref next, depth: 0)[0];
        var cells = Product(dataset, DicomTags.Rows, DicomTags.Columns, DicomTags.SamplesPerPixel, DicomTags.NumberOfFrames);
        var allocated = dataset.GetInt32(DicomTags.BitsAllocated)!.Value;
        dataset.SetBytes(DicomTags.PixelData, allocated > 8 ? "OW" : "OB", SecondaryCapture.Pack([.. Enumerable.Range(0, cells).Select(cell => cell * 37 % 100)], allocated));
        return dataset;
    }

    private static List<DicomDataset> Items(string[] lines, ref int next, int depth)
    {
        var items = new List<DicomDataset>();
        while (next < lines.Length && Depth(lines[next]) == depth)
        {
            var words = lines[next++].Trim().Split(' ', 3);
            if (words[0] == "+" || items.Count == 0)
            {
                items.Add(new DicomDataset(TransferSyntaxes.ExplicitVrLittleEndian));
            }

            if (words[0] != "+")
            {
                var tag = new DicomTag(Convert.ToUInt16(words[0][..4], 16), Convert.ToUInt16(words[0][4..], 16));
                if (words[1] == "SQ")
                {
                    items[^1].SetItems(tag, Items(lines, ref next, depth + 1));
                }
                else
                {
                    Set(items[^1], tag, words[1], words.Length > 2 ? words[2].Trim().Split('\\') : []);
                }
            }
        }

        return items;
    }

    private static void Set(DicomDataset dataset, DicomTag tag, string vr, string[] values)
    {
        var bytes = new List<byte>();
        Span<byte> one = stackalloc byte[8];
        foreach (var value in values)
        {
            var number = vr is "FL" or "FD" or "US" or "SS" or "UL" or "SL" ? double.Parse(value, CultureInfo.InvariantCulture) : 0;
            switch (vr)
            {
                case "US" or "SS":
                    BinaryPrimitives.WriteInt16LittleEndian(one, (short)(int)number);
                    bytes.AddRange(one[..2]);
                    break;
                case "UL" or "SL":
                    BinaryPrimitives.WriteInt32LittleEndian(one, (int)number);
                    bytes.AddRange(one[..4]);
                    break;
                case "FL":
                    BinaryPrimitives.WriteSingleLittleEndian(one, (float)number);
                    bytes.AddRange(one[..4]);
                    break;
                case "FD":
                    BinaryPrimitives.WriteDoubleLittleEndian(one, number);
                    bytes.AddRange(one);
                    break;
                case "AT":
                    BinaryPrimitives.WriteUInt16LittleEndian(one, Convert.ToUInt16(value[..4], 16));
                    BinaryPrimitives.WriteUInt16LittleEndian(one[2..], Convert.ToUInt16(value[4..], 16));
                    bytes.AddRange(one[..4]);
                    break;
                default:
                    dataset.SetString(tag, vr, values);
                    return;
            }
        }

        dataset.SetBytes(tag, vr, bytes.ToArray());
    }

    private static int Product(DicomDataset dataset, params DicomTag[] tags) => tags.Aggregate(1, (product, tag) => product * (dataset.GetInt32(tag) ?? 1));

    private static int Depth(string line) => (line.Length - line.TrimStart().Length) / 2;
}

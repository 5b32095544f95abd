using System.Text;
using MedSsl.Dicom;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom;

public sealed class DicomWriterTests
{
    [Fact]
    public void Write_small_data_set_gives_these_bytes()
    {
        var item = new DicomDataset();
        item.SetString(DicomTags.RescaleType, "LO", "HU");
        var dataset = new DicomDataset();
        dataset.SetString(DicomTags.SopInstanceUid, "UI", "1.2.3");
        dataset.SetString(DicomTags.SopClassUid, "UI", "1.2");
        dataset.SetString(DicomTags.Modality, "CS", "CT");
        dataset.SetItems(DicomTags.VoiLutSequence, [item]);
        dataset.SetBytes(DicomTags.PixelData, "OB", new byte[] { 1, 2, 3 });

        var file = DicomWriter.Write(dataset);

        Assert.Equal([.. new byte[128], .. "DICM"u8], file[..132]);
        byte[] body =
        [
            0x08, 0, 0x16, 0, (byte)'U', (byte)'I', 4, 0, .. "1.2\0"u8,
            0x08, 0, 0x18, 0, (byte)'U', (byte)'I', 6, 0, .. "1.2.3\0"u8,
            0x08, 0, 0x60, 0, (byte)'C', (byte)'S', 2, 0, .. "CT"u8,
            0x28, 0, 0x10, 0x30, (byte)'S', (byte)'Q', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF,
            0xFE, 0xFF, 0x00, 0xE0, 0xFF, 0xFF, 0xFF, 0xFF,
            0x28, 0, 0x54, 0x10, (byte)'L', (byte)'O', 2, 0, .. "HU"u8,
            0xFE, 0xFF, 0x0D, 0xE0, 0, 0, 0, 0,
            0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0,
            0xE0, 0x7F, 0x10, 0, (byte)'O', (byte)'B', 0, 0, 4, 0, 0, 0, 1, 2, 3, 0,
        ];
        Assert.Equal(body, file[^body.Length..]);

        // The group length counts the bytes between itself and the data set.
        Assert.Equal(file.Length - body.Length - 144, file[140] | (file[141] << 8));
        Assert.Contains("1.2.840.10008.1.2.1\0", Encoding.ASCII.GetString(file, 144, file.Length - body.Length - 144), StringComparison.Ordinal);
    }

    [Fact]
    public void Write_then_parse_gives_equal_data_sets_for_random_ones()
    {
        var random = new Random(3);
        for (var round = 0; round < 200; round++)
        {
            var dataset = RandomDataset(random, depth: 3);
            var file = DicomWriter.Write(dataset);

            Assert.Equal(file, DicomWriter.Write(dataset));
            AssertEqual(dataset, Files.Parse(file));
        }
    }

    [Theory]
    [InlineData(TransferSyntaxes.ImplicitVrLittleEndian, false, false)]
    [InlineData(TransferSyntaxes.ExplicitVrBigEndian, true, true)]
    public void Write_native_pixels_of_any_syntax_come_out_explicit_little_endian(string syntax, bool isExplicit, bool bigEndian)
    {
        var source = Files.Parse(new RawDicom(isExplicit, bigEndian).ImageModule(1, 2, 16).UInt16(new DicomTag(0x7FE0, 0x0010), 258, 772).ToFile(syntax));

        var written = Files.Parse(DicomWriter.Write(source));

        Assert.Equal(TransferSyntaxes.ExplicitVrLittleEndian, written.TransferSyntaxUid);
        Assert.Equal([258f, 772], Files.Decode(written).Values);
    }

    [Fact]
    public void Write_RLE_stays_encapsulated()
    {
        var file = new RawDicom().ImageModule(1, 2).Header(0x7FE0, 0x0010, "OB", RawDicom.Undefined).Item(0)
            .Item(68).Raw([1, 0, 0, 0, 64, 0, 0, 0, .. new byte[56], 1, 7, 9, 128]).EndSequence().ToFile(TransferSyntaxes.RleLossless);

        var written = Files.Parse(DicomWriter.Write(Files.Parse(file)));

        Assert.Equal(TransferSyntaxes.RleLossless, written.TransferSyntaxUid);
        Assert.Equal([7f, 9], Files.Decode(written).Values);
    }

    [Fact]
    public void Write_value_too_long_for_its_representation_becomes_UN()
    {
        var dataset = new DicomDataset();
        dataset.SetString(DicomTags.SopClassUid, "UI", "1.2");
        dataset.SetBytes(DicomTags.LutDescriptor, "US", new byte[70_000]);

        Assert.True(Files.Parse(DicomWriter.Write(dataset)).TryGet(DicomTags.LutDescriptor, out var element));
        Assert.Equal(70_000, element.Value.Length);
    }

    [Fact]
    public void Write_pixels_that_contradict_the_syntax_are_a_mistake_of_the_caller()
    {
        var dataset = Files.Image(1, 1, 8, 8, 7, false, "MONOCHROME2", new byte[2]);
        dataset.TransferSyntaxUid = TransferSyntaxes.RleLossless;

        Assert.Throws<ArgumentException>(() => DicomWriter.Write(dataset));
    }

    private static DicomDataset RandomDataset(Random random, int depth)
    {
        var dataset = new DicomDataset();
        dataset.SetString(DicomTags.SopClassUid, "UI", "1.2." + random.Next(1, 1000));
        for (var i = random.Next(8); i > 0; i--)
        {
            var tag = new DicomTag((ushort)random.Next(0x0010, 0x7000), (ushort)random.Next(1, 0x10000));
            switch (random.Next(depth > 0 ? 5 : 4))
            {
                case 0:
                    dataset.SetString(tag, "LO", "Wert ü" + random.Next(), "zweiter");
                    break;
                case 1:
                    dataset.SetUInt16(tag, (ushort)random.Next(65536));
                    break;
                case 2:
                    var bytes = new byte[2 * random.Next(50)];
                    random.NextBytes(bytes);
                    dataset.SetBytes(tag, "OW", bytes);
                    break;
                case 3:
                    dataset.SetString(tag, "DS");
                    break;
                default:
                    dataset.SetItems(tag, [.. Enumerable.Range(0, random.Next(3)).Select(_ => RandomDataset(random, depth - 1))]);
                    break;
            }
        }

        return dataset;
    }

    private static void AssertEqual(DicomDataset expected, DicomDataset actual)
    {
        Assert.Equal(expected.Elements.Select(element => (element.Tag, element.Vr)), actual.Elements.Select(element => (element.Tag, element.Vr)));
        foreach (var (a, b) in expected.Elements.Zip(actual.Elements))
        {
            if (a.Items is null)
            {
                Assert.Equal(a.Value.ToArray(), b.Value.ToArray().AsSpan(0, a.Value.Length).ToArray());
                Assert.InRange(b.Value.Length - a.Value.Length, 0, 1);
            }
            else
            {
                Assert.Equal(a.Items.Count, b.Items!.Count);
                foreach (var (left, right) in a.Items.Zip(b.Items))
                {
                    AssertEqual(left, right);
                }
            }
        }
    }
}

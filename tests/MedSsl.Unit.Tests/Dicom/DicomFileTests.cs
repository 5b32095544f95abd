using System.IO.Compression;
using System.Text;
using MedSsl.Dicom;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom;

public sealed class DicomFileTests
{
    private static readonly DicomTag Unlisted = new(0x0018, 0x9999);
    private static readonly DicomTag Private = new(0x0009, 0x1001);

    private static RawDicom Small(bool isExplicit = true, bool bigEndian = false) =>
        new RawDicom(isExplicit, bigEndian).ImageModule(1, 2).Element(DicomTags.PixelData, "OW", 7, 9);

    [Fact]
    public void TryParse_bytes_made_by_hand_are_read_field_by_field()
    {
        byte[] file =
        [
            .. new byte[128], .. "DICM"u8,
            0x02, 0x00, 0x10, 0x00, (byte)'U', (byte)'I', 0x14, 0x00, .. "1.2.840.10008.1.2.1\0"u8, // (0002,0010) transfer syntax
            0x08, 0x00, 0x60, 0x00, (byte)'C', (byte)'S', 0x02, 0x00, .. "MR"u8, // (0008,0060) modality
            0x10, 0x00, 0x20, 0x00, (byte)'L', (byte)'O', 0x04, 0x00, .. "A17 "u8, // (0010,0020) patient ID, padded
            0x28, 0x00, 0x10, 0x00, (byte)'U', (byte)'S', 0x02, 0x00, 0x34, 0x12, // (0028,0010) rows
            0x28, 0x00, 0x30, 0x00, (byte)'D', (byte)'S', 0x08, 0x00, .. "0.5\\1e-1"u8, // (0028,0030) pixel spacing
        ];

        var dataset = Files.Parse(file);

        Assert.Equal(4, dataset.Count);
        Assert.Equal(TransferSyntaxes.ExplicitVrLittleEndian, dataset.TransferSyntaxUid);
        Assert.Equal("MR", dataset.GetString(DicomTags.Modality));
        Assert.Equal("A17", dataset.GetString(DicomTags.PatientId));
        Assert.Equal(0x1234, dataset.GetInt32(DicomTags.Rows));
        Assert.Equal([0.5, 0.1], dataset.GetDoubles(DicomTags.PixelSpacing));
    }

    [Theory]
    [InlineData(TransferSyntaxes.ExplicitVrLittleEndian, true, false)]
    [InlineData(TransferSyntaxes.ImplicitVrLittleEndian, false, false)]
    [InlineData(TransferSyntaxes.ExplicitVrBigEndian, true, true)]
    public void TryParse_every_native_encoding_gives_the_same_values(string syntax, bool isExplicit, bool bigEndian)
    {
        // The word 0x0907 holds the cells 7 and 9 in either byte order.
        var raw = new RawDicom(isExplicit, bigEndian).ImageModule(1, 2);
        var dataset = Files.Parse(raw.Element(DicomTags.PixelData, "OW", bigEndian ? [9, 7] : [7, 9]).ToFile(syntax));

        Assert.Equal(syntax, dataset.TransferSyntaxUid);
        Assert.Equal(2, dataset.GetInt32(DicomTags.Columns));
        Assert.Equal([7f, 9f], Files.Decode(dataset).Values);
    }

    [Fact]
    public void TryParse_deflated_data_set_is_opened()
    {
        var dataset = Files.Parse(Small().ToFile(TransferSyntaxes.DeflatedExplicitVrLittleEndian, Deflate));

        Assert.Equal([7f, 9f], Files.Decode(dataset).Values);
    }

    [Fact]
    public void TryParse_deflate_bomb_is_refused_at_the_limit()
    {
        var file = Small().ToFile(TransferSyntaxes.DeflatedExplicitVrLittleEndian, _ => Deflate(new byte[64 << 20]));
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Files.Refuse(file, new DicomLimits { MaxInflatedBytes = 1 << 20 });

        Assert.Equal(DicomErrorCode.TooLarge, error.Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 << 20);
    }

    [Theory]
    [InlineData(true, false, TransferSyntaxes.ExplicitVrLittleEndian)]
    [InlineData(false, false, TransferSyntaxes.ImplicitVrLittleEndian)]
    [InlineData(true, true, TransferSyntaxes.ExplicitVrBigEndian)]
    public void TryParse_bare_data_set_is_recognized(bool isExplicit, bool bigEndian, string syntax)
    {
        var dataset = Files.Parse(Small(isExplicit, bigEndian).ToBytes());

        Assert.Equal(syntax, dataset.TransferSyntaxUid);
        Assert.Equal(1, dataset.GetInt32(DicomTags.Rows));
    }

    [Fact]
    public void TryParse_file_without_preamble_is_read()
    {
        var file = Small().ToFile(TransferSyntaxes.ExplicitVrLittleEndian);

        Assert.Equal(Files.Parse(file).Count, Files.Parse(file.AsMemory(132)).Count);
        Assert.Equal(Files.Parse(file).Count, Files.Parse(file.AsMemory(128)).Count);
    }

    [Fact]
    public void TryParse_transfer_syntax_that_lies_is_corrected_from_the_bytes()
    {
        var dataset = Files.Parse(Small(isExplicit: false).ToFile(TransferSyntaxes.ExplicitVrLittleEndian));

        Assert.Equal(TransferSyntaxes.ImplicitVrLittleEndian, dataset.TransferSyntaxUid);
        Assert.Equal([7f, 9f], Files.Decode(dataset).Values);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TryParse_sequences_of_defined_and_undefined_length_are_equal(bool isExplicit)
    {
        var inner = new RawDicom(isExplicit).Text(DicomTags.ModalityLutType, "LO", "HU").ToBytes();
        var defined = new RawDicom(isExplicit).Text(DicomTags.Modality, "CS", "CT")
            .Header(0x0028, 0x3000, "SQ", (uint)inner.Length + 8).Item((uint)inner.Length).Raw(inner).ToBytes();
        var undefined = new RawDicom(isExplicit).Text(DicomTags.Modality, "CS", "CT")
            .Header(0x0028, 0x3000, "SQ", RawDicom.Undefined).Item(RawDicom.Undefined).Raw(inner).EndItem().EndSequence().ToBytes();

        foreach (var file in new[] { defined, undefined })
        {
            var items = Files.Parse(file).GetItems(DicomTags.ModalityLutSequence);
            Assert.Equal("HU", Assert.Single(items).GetString(DicomTags.ModalityLutType));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TryParse_UN_of_defined_length_that_holds_a_sequence_is_opened(bool explicitInside)
    {
        var inner = new RawDicom(explicitInside).Text(DicomTags.PatientName, "PN", "DOE^JANE").ToBytes();
        var value = new RawDicom(isExplicit: false).Item((uint)inner.Length).Raw(inner).ToBytes();
        var file = Small().Element(Private, "UN", value).ToFile(TransferSyntaxes.ExplicitVrLittleEndian);

        var item = Assert.Single(Files.Parse(file).GetItems(Private));
        Assert.Equal("DOE^JANE", item.GetString(DicomTags.PatientName));
    }

    [Fact]
    public void TryParse_UN_that_only_starts_like_a_sequence_stays_bytes()
    {
        byte[] value = [0xFE, 0xFF, 0x00, 0xE0, 0x04, 0x00, 0x00, 0x00, 1, 2, 3, 4, 5, 6];

        Assert.True(Files.Parse(Small().Element(Private, "UN", value).ToFile(TransferSyntaxes.ExplicitVrLittleEndian)).TryGet(Private, out var element));
        Assert.Equal("UN", element.Vr);
        Assert.Equal(value, element.Value.ToArray());
    }

    [Fact]
    public void TryParse_UN_of_undefined_length_holds_implicit_items()
    {
        var implicitItem = new RawDicom(isExplicit: false).Item(RawDicom.Undefined).Text(Unlisted, "", "ABCD").EndItem().EndSequence().ToBytes();
        var file = Small().Header(Private.Group, Private.Element, "UN", RawDicom.Undefined).Raw(implicitItem).ToFile(TransferSyntaxes.ExplicitVrLittleEndian);

        Assert.Equal("ABCD", Assert.Single(Files.Parse(file).GetItems(Private)).GetString(Unlisted));
    }

    [Fact]
    public void TryParse_fragments_are_kept_apart_with_the_offset_table_first()
    {
        var file = new RawDicom().ImageModule(1, 2).Header(0x7FE0, 0x0010, "OB", RawDicom.Undefined)
            .Item(4).Raw(0, 0, 0, 0).Item(2).Raw(1, 2).Item(4).Raw(3, 4, 5, 6).EndSequence().ToFile("1.2.840.10008.1.2.4.70");

        Assert.True(Files.Parse(file).TryGet(DicomTags.PixelData, out var element));
        Assert.Equal([4, 2, 4], element.Fragments!.Select(fragment => fragment.Length));
    }

    [Fact]
    public void TryParse_elements_out_of_order_and_twice_are_ordered_and_the_later_one_stays()
    {
        var file = new RawDicom().Text(DicomTags.Modality, "CS", "CT").UInt16(DicomTags.Rows, 1).Text(DicomTags.Modality, "CS", "MR")
            .Text(DicomTags.SopClassUid, "UI", "1.2").ToFile(TransferSyntaxes.ExplicitVrLittleEndian);

        var dataset = Files.Parse(file);

        Assert.Equal([DicomTags.SopClassUid, DicomTags.Modality, DicomTags.Rows], dataset.Elements.Select(element => element.Tag));
        Assert.Equal("MR", dataset.GetString(DicomTags.Modality));
    }

    [Theory]
    [InlineData("ISO_IR 100", new byte[] { 0x4A, 0xE9 }, "Jé")]
    [InlineData("ISO_IR 192", new byte[] { 0x4A, 0xC3, 0xA9, 0x20 }, "Jé")]
    [InlineData("ISO_IR 144", new byte[] { 0xBB, 0x20 }, "Л")]
    [InlineData("GB18030", new byte[] { 0xCD, 0xF5 }, "王")]
    public void GetString_follows_the_character_set(string name, byte[] value, string expected)
    {
        var file = new RawDicom().Text(DicomTags.SpecificCharacterSet, "CS", name).Text(DicomTags.Modality, "CS", "CT")
            .Element(DicomTags.PatientName, "PN", value).ToBytes();

        Assert.Equal(expected, Files.Parse(file).GetString(DicomTags.PatientName));
    }

    [Fact]
    public void TryParse_pixel_padding_of_implicit_signed_images_is_signed()
    {
        var file = new RawDicom(isExplicit: false).Text(DicomTags.Modality, "", "CT").UInt16(DicomTags.PixelRepresentation, 1)
            .UInt16(DicomTags.PixelPaddingValue, 0xF830).ToBytes();

        Assert.Equal(-2000, Files.Parse(file).GetInt32(DicomTags.PixelPaddingValue));
    }

    [Fact]
    public void TryParse_zeros_behind_the_last_element_are_padding()
    {
        byte[] file = [.. Small().ToFile(TransferSyntaxes.ExplicitVrLittleEndian), .. new byte[1000]];

        Assert.Equal(Files.Parse(Small().ToBytes()).Count, Files.Parse(file).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("PNG, or anything else that is no DICOM file at all; long enough to have a place for a prefix. ..........................................")]
    public void TryParse_other_bytes_are_not_DICOM(string text) =>
        Assert.Equal(DicomErrorCode.NotDicom, Files.Refuse(Encoding.ASCII.GetBytes(text)).Code);

    private static byte[] Deflate(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var stream = new DeflateStream(output, CompressionLevel.Fastest))
        {
            stream.Write(bytes);
        }

        return output.ToArray();
    }
}

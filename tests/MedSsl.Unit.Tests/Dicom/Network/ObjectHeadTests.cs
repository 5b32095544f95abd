using MedSsl.Dicom;
using MedSsl.Dicom.Network;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Network;

/// <summary>The few attributes that are read without parsing a whole object, against the parser.</summary>
public sealed class ObjectHeadTests
{
    [Fact]
    public void Write_head_is_read_by_the_parser_and_by_itself()
    {
        var meta = new FileMeta(SopClasses.ComputedTomography, "1.2.3.4", TransferSyntaxes.RleLossless);
        var file = meta.Write();
        Assert.True(FileMeta.TryRead(file, out var read, out var length, out var problem), problem);
        Assert.Equal((meta, file.Length), (read, length));
        var element = new RawDicom().Text(DicomTags.Modality, "CS", "CT").ToBytes();
        Assert.Equal(TransferSyntaxes.RleLossless, Files.Parse((byte[])[.. file, .. element]).TransferSyntaxUid);
    }

    [Fact]
    public void TryRead_cut_at_every_byte_is_refused_in_words()
    {
        var file = new FileMeta(SopClasses.ComputedTomography, "1.2.3.4", TransferSyntaxes.RleLossless).Write();
        var implementation = file.AsSpan().IndexOf("MEDSSL_1"u8) + "MEDSSL_1".Length;
        Assert.Equal(file.Length, implementation);
        for (var length = 0; length < file.Length; length++)
        {
            var good = FileMeta.TryRead(file.AsSpan(0, length), out var meta, out _, out var problem);
            Assert.True(good == meta is not null && good == problem is null);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Find_goes_past_sequences_of_any_length_and_not_into_them(bool isExplicit)
    {
        // Sequence of undefined length; its item too, with a sequence and a study UID that is not the study's.
        var header = (Func<DicomTag, string, uint, byte[]>)((tag, vr, length) => isExplicit && tag.Group != 0xFFFE
            ? [.. Bytes(tag), (byte)vr[0], (byte)vr[1], .. vr == "SQ" ? [0, 0, .. BitConverter.GetBytes(length)] : BitConverter.GetBytes((ushort)length)]
            : [.. Bytes(tag), .. BitConverter.GetBytes(length)]);
        var uid = (Func<string, byte[]>)(value => [.. header(DicomTags.StudyInstanceUid, "UI", (uint)value.Length), .. System.Text.Encoding.ASCII.GetBytes(value)]);
        byte[] head =
        [
            .. header(new DicomTag(0x0008, 0x1140), "SQ", uint.MaxValue),
            .. header(new DicomTag(0xFFFE, 0xE000), "", uint.MaxValue), .. uid("9.9.9.99"),
            .. header(new DicomTag(0x0040, 0xA170), "SQ", uint.MaxValue), .. header(new DicomTag(0xFFFE, 0xE000), "", 16), .. uid("8.8.8.88"), .. header(new DicomTag(0xFFFE, 0xE0DD), "", 0),
            .. header(new DicomTag(0xFFFE, 0xE00D), "", 0),
            .. header(new DicomTag(0xFFFE, 0xE0DD), "", 0),
            .. uid("1.2.3.45"),
        ];
        var syntax = isExplicit ? TransferSyntaxes.ExplicitVrLittleEndian : TransferSyntaxes.ImplicitVrLittleEndian;
        Assert.Equal("1.2.3.45", DatasetHead.Find(head, syntax, DicomTags.StudyInstanceUid));
        Assert.Null(DatasetHead.Find(head, syntax, DicomTags.SopInstanceUid));
        for (var length = 0; length < head.Length; length++)
        {
            Assert.Null(DatasetHead.Find(head.AsSpan(0, length), syntax, DicomTags.StudyInstanceUid)); // cut anywhere: not found, and no fault
        }

        static byte[] Bytes(DicomTag tag) => [.. BitConverter.GetBytes(tag.Group), .. BitConverter.GetBytes(tag.Element)];
    }

    [Fact]
    public void Real_files_give_what_the_parser_gives()
    {
        var folder = Repository.DevelopmentData("dicom");
        var (metas, heads) = (0, 0);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !file.Contains("fuzz", StringComparison.Ordinal)))
        {
            var content = File.ReadAllBytes(file);
            if (!FileMeta.TryRead(content, out var meta, out var length, out _) || !DicomFile.TryParse(content, new DicomLimits(), out var dataset, out _))
            {
                continue;
            }

            metas++;
            var (sopClass, instance) = DatasetHead.Read(content.AsSpan(length, Math.Min(DatasetHead.Length, content.Length - length)), meta.TransferSyntaxUid);
            heads += sopClass is null ? 0 : 1;
            if (sopClass is not null)
            {
                Assert.True(sopClass == dataset.GetString(DicomTags.SopClassUid), file);
            }

            if (instance is not null)
            {
                Assert.True(instance == dataset.GetString(DicomTags.SopInstanceUid), file);
            }
        }

        Assert.InRange(metas, 380, int.MaxValue);
        Assert.InRange(heads, 360, int.MaxValue);
    }

    [Fact]
    public void Read_changed_bytes_never_throw()
    {
        var folder = Repository.DevelopmentData("dicom/fuzz");
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var content = File.ReadAllBytes(file);
            FileMeta.TryRead(content, out _, out _, out _);
            foreach (var syntax in NetworkTransferSyntaxes.All.Take(4))
            {
                DatasetHead.Read(content, syntax);
            }
        }
    }
}

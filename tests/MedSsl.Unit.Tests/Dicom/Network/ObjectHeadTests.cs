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

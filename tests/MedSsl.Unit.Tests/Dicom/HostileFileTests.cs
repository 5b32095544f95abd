using System.Diagnostics;
using MedSsl.Dicom;
using MedSsl.Testing;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom;

/// <summary>Whatever comes in: a result, in bounded time and memory.</summary>
public sealed class HostileFileTests
{
    private static byte[] Valid() => new RawDicom().ImageModule(4, 4, 16)
        .Header(0x0028, 0x3010, "SQ", RawDicom.Undefined).Item(RawDicom.Undefined).UInt16(DicomTags.LutDescriptor, 1, 0, 8).EndItem().EndSequence()
        .Element(DicomTags.PixelData, "OW", new byte[32]).ToFile(TransferSyntaxes.ExplicitVrLittleEndian);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TryParse_ten_thousand_nested_sequences_are_refused(bool undefinedLength)
    {
        var raw = new RawDicom().ImageModule(1, 1);
        for (var i = 0; i < 10_000; i++)
        {
            var inner = (uint)(20 * (10_000 - i)) - 12;
            raw.Header(0x0040, 0xA730, "SQ", undefinedLength ? RawDicom.Undefined : inner).Item(undefinedLength ? RawDicom.Undefined : inner - 8);
        }

        var error = Files.Refuse(raw.ToFile(TransferSyntaxes.ExplicitVrLittleEndian));

        Assert.Equal(DicomErrorCode.Malformed, error.Code);
        Assert.Contains("nested deeper than 64", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_nested_UN_values_that_fail_at_the_bottom_cost_no_more_than_their_size()
    {
        byte[] value = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
        for (var i = 0; i < 60; i++)
        {
            var item = new RawDicom(isExplicit: false).Item((uint)value.Length).Raw(value).ToBytes();
            value = new RawDicom(isExplicit: false).Header(0x0009, 0x1001, "UN", (uint)item.Length).Raw(item).ToBytes();
        }

        var start = Stopwatch.GetTimestamp();
        Files.Parse(new RawDicom(isExplicit: false).Text(DicomTags.SopClassUid, "UI", "1.2").Raw(value).ToBytes());
        Assert.InRange(Stopwatch.GetElapsedTime(start).TotalSeconds, 0, 2);
    }

    [Theory]
    [InlineData("OB", 0x7FFFFFFFu)]
    [InlineData("OB", 0xFFFFFFFEu)]
    [InlineData("UN", 33u)]
    [InlineData("LO", 40u)]
    [InlineData("SQ", 1000u)]
    public void TryParse_length_beyond_the_file_is_refused_with_both_numbers(string vr, uint length)
    {
        var error = Files.Refuse(new RawDicom().ImageModule(1, 1).Header(0x0040, 0x0001, vr, length).Raw(new byte[32]).ToFile(TransferSyntaxes.ExplicitVrLittleEndian));

        Assert.Equal(DicomErrorCode.Malformed, error.Code);
        Assert.Contains($"declares {length} bytes, 32 remain", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_undefined_length_of_text_is_refused()
    {
        var file = new RawDicom().ImageModule(1, 1).Header(0x0040, 0x0001, "UT", RawDicom.Undefined).Raw(new byte[32]).ToFile(TransferSyntaxes.ExplicitVrLittleEndian);

        Assert.Equal(DicomErrorCode.Malformed, Files.Refuse(file).Code);
    }

    [Fact]
    public void TryParse_millions_of_tiny_elements_are_refused_at_the_limit()
    {
        var raw = new RawDicom(isExplicit: false).Text(DicomTags.SopClassUid, "UI", "1.2");
        for (var i = 0; i < 20_000; i++)
        {
            raw.Header((ushort)(60_000 - i), 1, "", 0); // in reverse order, so that sorting is put to the test too
        }

        Assert.Equal(20_001, Files.Parse(raw.ToBytes()).Count);
        Assert.Equal(DicomErrorCode.TooLarge, Files.Refuse(raw.ToBytes(), new DicomLimits { MaxElements = 20_000 }).Code);
    }

    [Fact]
    public void TryParse_file_beyond_the_limit_is_refused() =>
        Assert.Equal(DicomErrorCode.TooLarge, Files.Refuse(Valid(), new DicomLimits { MaxFileBytes = 100 }).Code);

    [Fact]
    public void TryParse_file_cut_at_any_offset_is_a_result()
    {
        var file = Valid();
        var whole = Files.Parse(file).Count;
        for (var length = 0; length < file.Length; length++)
        {
            if (DicomFile.TryParse(file.AsMemory(0, length), new DicomLimits(), out var dataset, out var error))
            {
                Assert.True(dataset.Count < whole); // cut exactly between two elements
                Assert.False(PixelDecoder.TryOpen(dataset, new DicomLimits(), out _, out _));
            }
            else
            {
                Assert.NotEmpty(error.Message);
            }
        }
    }

    [Fact]
    public void Everything_on_randomly_damaged_files_is_a_result()
    {
        var seeds = new[]
        {
            Valid(),
            new RawDicom(isExplicit: false).ImageModule(4, 4, 16).Element(DicomTags.PixelData, "", new byte[32]).ToFile(TransferSyntaxes.ImplicitVrLittleEndian),
            new RawDicom(bigEndian: true).ImageModule(4, 4, 16).Element(DicomTags.PixelData, "OW", new byte[32]).ToFile(TransferSyntaxes.ExplicitVrBigEndian),
            new RawDicom().ImageModule(2, 2).Header(0x7FE0, 0x0010, "OB", RawDicom.Undefined).Item(0)
                .Item(68).Raw([1, 0, 0, 0, 64, 0, 0, 0, .. new byte[56], 0xFD, 9, 0, 0]).EndSequence().ToFile(TransferSyntaxes.RleLossless),
        };
        var random = new Random(20_261_123);
        var parsed = 0;
        for (var round = 0; round < 20_000; round++)
        {
            var file = (byte[])seeds[round % seeds.Length].Clone();
            for (var damage = random.Next(1, 5); damage > 0; damage--)
            {
                file[random.Next(132, file.Length)] = random.Next(3) switch { 0 => 0xFF, 1 => 0, _ => (byte)random.Next(256) };
            }

            parsed += RunAll(file) ? 1 : 0;
        }

        Assert.InRange(parsed, 1_000, 19_999); // some must get deep, some must be refused
    }

    [Fact]
    public void Everything_on_the_fuzz_corpus_is_a_result()
    {
        var files = Directory.GetFiles(Repository.DevelopmentData("dicom/fuzz"), "*", SearchOption.AllDirectories);
        Assert.Equal(335, files.Length);
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file);
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Stopwatch.GetTimestamp();
            RunAll(bytes);
            Assert.True(Stopwatch.GetElapsedTime(start).TotalSeconds < 5, file);
            Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < (256L << 20) + (64L * bytes.Length), file);
        }
    }

    /// <summary>Parse, decode, de-identify, write, read again: nothing may throw, and what was written must be readable.</summary>
    private static bool RunAll(byte[] file)
    {
        if (!DicomFile.TryParse(file, new DicomLimits(), out var dataset, out _))
        {
            return false;
        }

        if (PixelDecoder.TryOpen(dataset, new DicomLimits(), out var source, out _))
        {
            for (var frame = 0; frame < Math.Min(source.FrameCount, 20); frame++)
            {
                if (source.TryDecode(frame, out var decoded, out _))
                {
                    ModalityLut.Apply(dataset, decoded.Values, frame);
                }
            }
        }

        if (new DeIdentifier(new byte[32]).TryDeIdentify(dataset, out var result, out _))
        {
            Files.Parse(DicomWriter.Write(result));
        }

        return true;
    }
}

using System.Buffers.Binary;
using MedSsl.Dicom;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom;

public sealed class RunLengthTests
{
    [Fact]
    public void TryDecode_runs_and_literals_of_the_standards_kind()
    {
        // Four times 9 (257 - 253), then 1 and 2 as they are; 128 does nothing.
        var dataset = Image(1, 6, 8, 1, Frame([[253, 9, 128, 1, 1, 2]]));

        Assert.Equal([9f, 9, 9, 9, 1, 2], Files.Decode(dataset).Values);
    }

    [Fact]
    public void TryDecode_16_bit_segments_come_high_byte_first()
    {
        // 0x1256 and 0x3478.
        var dataset = Image(1, 2, 16, 1, Frame([[1, 0x12, 0x34], [1, 0x56, 0x78]]));

        Assert.Equal([4694f, 13432], Files.Decode(dataset).Values);
    }

    [Fact]
    public void TryDecode_colour_segments_come_by_sample()
    {
        var dataset = Image(1, 2, 8, 3, Frame([[1, 1, 4], [1, 2, 5], [1, 3, 6]]));

        Assert.Equal([1f, 2, 3, 4, 5, 6], Files.Decode(dataset).Values);
    }

    [Fact]
    public void TryDecode_single_bits_are_packed_eight_to_a_byte() =>
        Assert.Equal([1f, 0, 1, 0, 0, 0, 0, 0, 1], Files.Decode(Image(3, 3, 1, 1, Frame([[1, 0b101, 1]]))).Values);

    [Fact]
    public void TryDecode_random_images_come_back()
    {
        var random = new Random(11);
        for (var round = 0; round < 200; round++)
        {
            var bytes = random.Next(1, 5);
            var samples = bytes == 1 && random.Next(2) == 0 ? 3 : 1;
            var (rows, columns) = (random.Next(1, 20), random.Next(1, 20));
            var planes = Enumerable.Range(0, bytes * samples).Select(_ => Plane(random, rows * columns)).ToArray();
            var frame = Frame([.. planes.Select(plane => Pack(plane, random))]);
            var decoded = Files.Decode(Image(rows, columns, 8 * bytes, samples, frame));
            for (var i = 0; i < rows * columns * samples; i++)
            {
                var expected = 0u;
                for (var b = 0; b < bytes; b++)
                {
                    expected = (expected << 8) | planes[(i % samples * bytes) + b][i / samples];
                }

                Assert.Equal((float)expected, decoded.Values[i]);
            }
        }
    }

    [Fact]
    public void TryDecode_fragments_of_several_frames_follow_the_offset_table()
    {
        var first = Frame([[1, 1, 2]]);
        var second = Frame([[1, 3, 4]]);
        var table = new byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(table.AsSpan(4), first.Length + 16); // the first frame lies in two fragments
        var dataset = Image(1, 2, 8, 1, []);
        dataset.SetString(DicomTags.NumberOfFrames, "IS", "2");
        SetFragments(dataset, table, first[..66], first[66..], second);

        Assert.Equal([1f, 2], Files.Decode(dataset, 0).Values);
        Assert.Equal([3f, 4], Files.Decode(dataset, 1).Values);
    }

    [Fact]
    public void TryDecode_damaged_frames_are_refused()
    {
        var good = Frame([[253, 9, 1, 1, 2, 0]]);
        var offset = (byte[])good.Clone();
        offset[4] = 200; // segment begins behind the frame
        var count = (byte[])good.Clone();
        count[0] = 2;
        foreach (var frame in new[] { offset, count, good[..66], good[..40], [] })
        {
            var error = Files.RefuseImage(Image(1, 6, 8, 1, frame));
            Assert.Equal(DicomErrorCode.Malformed, error.Code);
        }
    }

    [Fact]
    public void TryDecode_few_bytes_that_claim_a_large_frame_are_refused_before_memory_is_taken()
    {
        var dataset = Image(10_000, 10_000, 8, 1, Frame([[253, 9]]));
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(DicomErrorCode.Malformed, Files.RefuseImage(dataset).Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void TryOpen_fragments_that_match_no_frames_are_refused(int count)
    {
        var dataset = Image(1, 2, 8, 1, []);
        dataset.SetString(DicomTags.NumberOfFrames, "IS", "2");
        SetFragments(dataset, [.. Enumerable.Repeat(Frame([[1, 1, 2]]), count).Prepend([])]);

        Assert.Equal(DicomErrorCode.Malformed, Files.RefuseImage(dataset).Code);
    }

    private static DicomDataset Image(int rows, int columns, int allocated, int samples, byte[] frame)
    {
        var dataset = Files.Image(rows, columns, allocated, allocated, allocated - 1, false, samples == 3 ? "RGB" : "MONOCHROME2", [], samples, planar: 1);
        dataset.TransferSyntaxUid = TransferSyntaxes.RleLossless;
        SetFragments(dataset, [], frame);
        return dataset;
    }

    private static void SetFragments(DicomDataset dataset, params byte[][] fragments) =>
        dataset.Set(new DicomElement(DicomTags.PixelData, "OB", [.. fragments.Select(fragment => (ReadOnlyMemory<byte>)fragment)]));

    /// <summary>PS3.5 section G.5: number of segments, their offsets, the segments.</summary>
    private static byte[] Frame(byte[][] segments)
    {
        var header = new byte[64];
        BinaryPrimitives.WriteInt32LittleEndian(header, segments.Length);
        var offset = header.Length;
        for (var i = 0; i < segments.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(4 * (i + 1)), offset);
            offset += segments[i].Length;
        }

        return [.. header, .. segments.SelectMany(segment => segment)];
    }

    private static byte[] Plane(Random random, int length)
    {
        var plane = new byte[length];
        for (var i = 0; i < length; i++)
        {
            plane[i] = i > 0 && random.Next(4) > 0 ? plane[i - 1] : (byte)random.Next(256);
        }

        return plane;
    }

    /// <summary>Any legal packing: run or literal, of a length that chance picks.</summary>
    private static byte[] Pack(byte[] plane, Random random)
    {
        var packed = new List<byte>();
        for (var i = 0; i < plane.Length;)
        {
            var run = 1;
            while (i + run < plane.Length && run < 128 && plane[i + run] == plane[i])
            {
                run++;
            }

            if (run > 1)
            {
                packed.AddRange([(byte)(257 - run), plane[i]]);
                i += run;
            }
            else
            {
                var literals = Math.Min(random.Next(1, 129), plane.Length - i);
                packed.Add((byte)(literals - 1));
                packed.AddRange(plane.Skip(i).Take(literals));
                i += literals;
            }
        }

        return [.. packed];
    }
}

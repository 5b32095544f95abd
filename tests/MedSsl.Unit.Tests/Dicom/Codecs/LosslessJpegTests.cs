using System.Runtime.InteropServices;
using MedSsl.Dicom;
using MedSsl.Dicom.Codecs.Jpeg;
using Xunit;

namespace MedSsl.Unit.Tests.Dicom.Codecs;

public sealed class LosslessJpegTests
{
    /// <summary>Codes of 2 to 16 bits: long ones do not fit the fast table.</summary>
    private static readonly int[] Skewed = [2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 16];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Decode_every_predictor_gives_back_every_kind_of_image(int predictor)
    {
        foreach (var precision in new[] { 2, 8, 9, 12, 16 })
        {
            foreach (var components in new[] { 1, 3 })
            {
                AssertRoundTrip(new LosslessEncoder { Width = 37, Height = 23, Components = components, Precision = precision, Predictor = predictor }, seed: precision);
                AssertRoundTrip(new LosslessEncoder { Width = 1, Height = 9, Components = components, Precision = precision, Predictor = predictor, CodeLengths = Skewed }, seed: 2);
            }
        }
    }

    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(4, 0, true)]
    [InlineData(5, 3, false)]
    [InlineData(7, 4, true)]
    public void Decode_restarts_planes_and_point_transform_are_undone(int restartLines, int pointTransform, bool isPlanar)
    {
        var encoder = new LosslessEncoder
        {
            Width = 40, Height = 31, Components = 3, Precision = 12, Predictor = 4, RestartLines = restartLines, PointTransform = pointTransform, IsPlanar = isPlanar, CodeLengths = Skewed,
        };
        AssertRoundTrip(encoder, seed: 11);
    }

    [Fact]
    public void Decode_smooth_image_in_short_codes_is_exact()
    {
        var encoder = new LosslessEncoder { Width = 300, Height = 200, Predictor = 7, CodeLengths = Skewed };
        var samples = new int[300 * 200];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = 30000 + (int)(2000 * Math.Sin(i / 500.0)) + (i % 3);
        }

        Assert.Equal(samples, Decode(encoder.Encode(samples)));
    }

    [Fact]
    public void Decode_truncated_anywhere_is_refused_with_a_reason()
    {
        var encoder = new LosslessEncoder { Width = 16, Height = 16, Components = 3, Precision = 8, RestartLines = 3 };
        var whole = encoder.Encode(Noise(16 * 16 * 3, 8, 0, seed: 5));
        for (var length = 0; length < whole.Length - 3; length++)
        {
            var data = whole.AsSpan(0, length);
            if (CodestreamHeader.TryRead(data, out var header, out var problem))
            {
                Assert.Null(LosslessJpeg.Decode(data, header, out problem));
            }

            Assert.False(string.IsNullOrEmpty(problem), $"{length}");
        }
    }

    [Fact]
    public void Decode_flipped_bytes_never_throw()
    {
        var random = new Random(3);
        var whole = new LosslessEncoder { Width = 24, Height = 24, Components = 3, Precision = 12, RestartLines = 5, CodeLengths = Skewed }.Encode(Noise(24 * 24 * 3, 12, 0, seed: 6));
        var refused = 0;
        for (var round = 0; round < 3000; round++)
        {
            var data = whole.ToArray();
            for (var flips = random.Next(1, 6); flips > 0; flips--)
            {
                data[random.Next(round % 2 == 0 ? 80 : data.Length)] = (byte)random.Next(256);
            }

            if (CodestreamHeader.TryRead(data, out var header, out _) && header is { Kind: CodestreamKind.JpegLossless, CellBytes: < 1 << 20 }
                && LosslessJpeg.Decode(data, header, out var problem) is null)
            {
                Assert.False(string.IsNullOrEmpty(problem));
                refused++;
            }
        }

        Assert.InRange(refused, 100, 3000);
    }

    [Theory]
    [InlineData(0, "predictor 0")]
    [InlineData(8, "predictor 8")]
    public void Decode_predictor_that_does_not_exist_is_named(int predictor, string expected)
    {
        var data = new LosslessEncoder { Width = 2, Height = 2, Predictor = predictor }.Encode([1, 2, 3, 4]);

        Assert.True(CodestreamHeader.TryRead(data, out var header, out _));
        Assert.Null(LosslessJpeg.Decode(data, header, out var problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    private static void AssertRoundTrip(LosslessEncoder encoder, int seed)
    {
        var samples = Noise(encoder.Width * encoder.Height * encoder.Components, encoder.Precision, encoder.PointTransform, seed);
        Assert.Equal(samples, Decode(encoder.Encode(samples)));
    }

    private static int[] Noise(int count, int precision, int pointTransform, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(1 << precision) >> pointTransform << pointTransform)];
    }

    private static int[] Decode(byte[] data)
    {
        Assert.True(CodestreamHeader.TryRead(data, out var header, out var problem), problem);
        var cells = LosslessJpeg.Decode(data, header, out problem);
        Assert.True(cells is not null, problem);
        return header.BytesPerCell == 1 ? [.. cells.Select(cell => (int)cell)] : [.. MemoryMarshal.Cast<byte, ushort>(cells).ToArray().Select(cell => (int)cell)];
    }
}

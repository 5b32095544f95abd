using MedSsl.Imaging;
using MedSsl.Imaging.Randomness;
using MedSsl.Learning.Probes;
using MedSsl.Learning.Supervised;
using MedSsl.Learning.Training;

namespace MedSsl.Learning.Tests.Training;

/// <summary>Small images with structure: gratings of four directions and two widths under noise and changing contrast.</summary>
internal sealed class SyntheticImages(params (string Modality, int Count)[] sets) : ITrainingImages
{
    private const int Size = 48;

    public IReadOnlyList<string> Modalities { get; } = [.. sets.Select(set => set.Modality)];

    public Func<string, long, TrainingImage>? Reader { get; init; }

    public string Identity { get; } = string.Join(',', sets.Select(set => $"{set.Modality}={set.Count}"));

    public long Revision { get; set; }

    public LabelTask? Labels { get; init; }

    public ProbeSet? Probe { get; init; }

    public long Count(string modality) => sets.First(set => set.Modality == modality).Count;

    /// <summary>Epoch after epoch, each in an order of its own.</summary>
    public TrainingImage Read(string modality, long draw)
    {
        var (epoch, index) = Math.DivRem(draw, Count(modality));
        var order = Enumerable.Range(0, (int)Count(modality)).ToArray();
        new SeededRandom(98, SeededRandom.Hash(modality), (ulong)epoch).Shuffle(order.AsSpan());
        return Reader?.Invoke(modality, draw) ?? new TrainingImage($"{modality}-{order[index]}", Draw(modality, order[index]), null);
    }

    public static GrayImage Draw(string modality, int index)
    {
        var random = new SeededRandom(99, SeededRandom.Hash(modality), (ulong)index);
        var image = new GrayImage(Size, Size);
        var angle = Math.PI * (index % 4) / 4;
        var period = index / 4 % 2 == 0 ? 6 : 14;
        var (contrast, phase) = (random.Uniform(0.5, 2), random.Uniform(0, 6));
        for (var y = 0; y < Size; y++)
        {
            for (var x = 0; x < Size; x++)
            {
                var along = (x * Math.Cos(angle)) + (y * Math.Sin(angle));
                image.Pixels[(y * Size) + x] = (float)(contrast * (Math.Sin((2 * Math.PI * along / period) + phase) + (0.3 * random.Normal())));
            }
        }

        return image;
    }
}

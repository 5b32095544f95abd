using MedSsl.Imaging;
using MedSsl.Imaging.Randomness;
using MedSsl.Learning.Training;

namespace MedSsl.Learning.Tests.Training;

/// <summary>Small images with structure: gratings of four directions and two widths under noise and changing contrast.</summary>
internal sealed class SyntheticImages(params (string Modality, int Count)[] sets) : ITrainingImages
{
    private const int Size = 48;

    public IReadOnlyList<string> Modalities { get; } = [.. sets.Select(set => set.Modality)];

    public Func<string, int, TrainingImage>? Reader { get; init; }

    public int Count(string modality) => sets.First(set => set.Modality == modality).Count;

    public TrainingImage Read(string modality, int index) => Reader?.Invoke(modality, index) ?? new TrainingImage(Draw(modality, index), null);

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

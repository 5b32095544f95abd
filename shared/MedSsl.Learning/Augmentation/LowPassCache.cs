using MedSsl.Imaging.EnergyBands;
using static TorchSharp.torch;

namespace MedSsl.Learning.Augmentation;

/// <summary>
/// The matrices of the low-passes on a device, by the length of the axis. Images come in a few sizes mostly; where they do not, what does not
/// fit is made anew each time.
/// </summary>
internal sealed class LowPassCache : IDisposable
{
    private const long Capacity = 256L << 20; // bytes

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Tensor[]> _kept = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>Bands as text; equal bands have equal texts.</summary>
    public static string KeyOf(EnergyBandSettings? bands) =>
        bands is null ? "none" : FormattableString.Invariant($"{string.Join(',', bands.Sigmas)} {bands.Cascade} {bands.Filter} {bands.Boundary}");

    /// <summary>One [length, length] for each low-pass; kept ones and new ones alike are not the caller's to dispose of.</summary>
    public Tensor[] Of(EnergyBandSettings bands, int length, Device device)
    {
        var key = $"{device} {length} {KeyOf(bands)}";
        lock (_gate)
        {
            if (_kept.TryGetValue(key, out var kept))
            {
                return kept;
            }
        }

        var matrices = Array.ConvertAll(LowPassMatrices.Of(bands, length), matrix => tensor(matrix).view(length, length).to(device));
        var bytes = sizeof(float) * (long)matrices.Length * length * length;
        lock (_gate)
        {
            if (_bytes + bytes <= Capacity && _kept.TryAdd(key, matrices))
            {
                _bytes += bytes;
                Array.ForEach(matrices, matrix => matrix.DetachFromDisposeScope());
            }
        }

        return matrices;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var matrix in _kept.Values.SelectMany(matrices => matrices))
            {
                matrix.Dispose();
            }

            _kept.Clear();
        }
    }
}

using System.Numerics;
using System.Text;

namespace MedSsl.Imaging.Randomness;

/// <summary>
/// The platform's only source of randomness: xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47:36, 2021)
/// whose state is filled by SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) from a seed and a path such as (run, epoch, sample, view).
/// </summary>
/// <remarks>
/// The same key gives the same integers and the same uniform numbers on every machine and every version of the runtime. What needs a logarithm
/// (<see cref="LogUniform"/>, <see cref="Normal"/>) follows the same draws everywhere and can differ in the last bit between mathematical libraries.
/// One instance serves one thread.
/// </remarks>
public sealed class SeededRandom
{
    private const ulong Gamma = 0x9E3779B97F4A7C15; // 2^64 divided by the golden ratio, SplitMix64's increment

    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;
    private double spareNormal = double.NaN;

    /// <summary>The generator of <paramref name="seed"/> and <paramref name="path"/>; another path of any length is another, independent sequence.</summary>
    public SeededRandom(ulong seed, params ReadOnlySpan<ulong> path)
    {
        var key = Key(seed, path);
        s0 = Mix(key += Gamma);
        s1 = Mix(key += Gamma);
        s2 = Mix(key += Gamma);
        s3 = Mix(key + Gamma);
    }

    /// <summary>
    /// 64 bits of <paramref name="seed"/> and <paramref name="path"/>: what the generator of the same arguments starts from, for what needs one number and no sequence.
    /// </summary>
    public static ulong Key(ulong seed, params ReadOnlySpan<ulong> path)
    {
        var key = seed;
        foreach (var component in path)
        {
            // Each component passes the mixer twice, so that neighbouring counters (epoch 1, epoch 2) land far apart, and order and length matter.
            key = Mix(Mix(key + Gamma) ^ (component + Gamma));
        }

        return key;
    }

    /// <summary>SplitMix64's mixer (Stafford's variant 13): a permutation of the 64-bit numbers in which every bit of the input moves every bit of the output.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A stable 64-bit key of a text (FNV-1a over its UTF-8 bytes, then SplitMix64's mixer); not for secrets.</summary>
    public static ulong Hash(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var hash = 14695981039346656037UL;
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            hash = (hash ^ octet) * 1099511628211UL;
        }

        return Mix(hash);
    }

    /// <summary>64 uniform bits.</summary>
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        var shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Uniform on [0, 1) in steps of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform on [<paramref name="lo"/>, <paramref name="hi"/>).</summary>
    public double Uniform(double lo, double hi) => lo + ((hi - lo) * NextDouble());

    /// <summary>Uniform in the logarithm between two positive numbers: a factor and its reciprocal are equally likely.</summary>
    public double LogUniform(double lo, double hi)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(lo);
        ArgumentOutOfRangeException.ThrowIfLessThan(hi, lo);
        return lo * Math.Exp(NextDouble() * Math.Log(hi / lo));
    }

    /// <summary>Uniform on 0 .. <paramref name="exclusiveMax"/> - 1, without bias.</summary>
    public int Next(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMax);

        // Lemire, "Fast random integer generation in an interval", ACM TOMACS 29:3, 2019: the high half of bits x max is uniform
        // once the 2^64 mod max lowest products are drawn again.
        var max = (ulong)exclusiveMax;
        var reject = (0UL - max) % max;
        ulong high, low;
        do
        {
            high = Math.BigMul(NextUInt64(), max, out low);
        }
        while (low < reject);

        return (int)high;
    }

    /// <summary>Standard normal (Marsaglia's polar method: its branches depend on exact arithmetic only, so sequences never run apart).</summary>
    public double Normal()
    {
        if (!double.IsNaN(spareNormal))
        {
            var spare = spareNormal;
            spareNormal = double.NaN;
            return spare;
        }

        double x, y, square;
        do
        {
            x = (2 * NextDouble()) - 1;
            y = (2 * NextDouble()) - 1;
            square = (x * x) + (y * y);
        }
        while (square is >= 1 or 0);

        var factor = Math.Sqrt(-2 * Math.Log(square) / square);
        spareNormal = y * factor;
        return x * factor;
    }

    /// <summary>Standard normal conditioned on the interval from -<paramref name="limitInSd"/> to +<paramref name="limitInSd"/>.</summary>
    public double TruncatedNormal(double limitInSd)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limitInSd);
        while (true)
        {
            // Of normal draws a narrow interval keeps few; of uniform draws under the bell's top it keeps most.
            var value = limitInSd > 1 ? Normal() : Uniform(-limitInSd, limitInSd);
            if (limitInSd > 1 ? Math.Abs(value) <= limitInSd : NextDouble() < Math.Exp(-0.5 * value * value))
            {
                return value;
            }
        }
    }

    /// <summary>Fisher-Yates: every order is equally likely.</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}

namespace MedSsl.Imaging.EnergyBands;

/// <summary>
/// How an image is cut into energy bands (Philipsen et al., IEEE TMI 34(9):1965-75, 2015): differences of successive Gaussian low-passes,
/// and the last low-pass as the coarsest band.
/// </summary>
public sealed record EnergyBandSettings
{
    // Kernels reach 4 sigma to both sides; this keeps them, and the memory they need, within reason.
    private const double LargestSigma = 1024;

    /// <summary>Standard deviations of the Gaussians in pixels, fine to coarse; 1, 2, 4, 8, 16 as the originating group's public code has them.</summary>
    public IReadOnlyList<double> Sigmas { get; init; } = [1, 2, 4, 8, 16];

    /// <summary>
    /// True: each Gaussian is applied to the previous low-pass (effective sigmas are the root sums of squares). False: each has exactly its sigma with
    /// respect to the image.
    /// </summary>
    public bool Cascade { get; init; } = true;

    /// <summary>How the low-passes are computed; energies and what is normalised by them must come from the same filter.</summary>
    public GaussianFilter Filter { get; init; } = GaussianFilter.Fast;

    /// <summary>What lies beyond the border.</summary>
    public BoundaryMode Boundary { get; init; } = BoundaryMode.Reflect;

    /// <summary>Difference bands and the residual low-pass.</summary>
    public int BandCount => Sigmas.Count + 1;

    /// <summary>What is wrong with these settings, empty when nothing is.</summary>
    public IReadOnlyList<string> Validate()
    {
        var errors = new List<string>();
        if (!Enum.IsDefined(Filter) || !Enum.IsDefined(Boundary))
        {
            errors.Add($"Filter is {Filter}, Boundary {Boundary}; known are {string.Join(", ", Enum.GetNames<GaussianFilter>())} and {string.Join(", ", Enum.GetNames<BoundaryMode>())}.");
        }

        if (Sigmas.Count == 0)
        {
            errors.Add("Sigmas is empty; give at least one standard deviation in pixels.");
        }

        for (var i = 0; i < Sigmas.Count; i++)
        {
            if (!(Sigmas[i] > 0 && Sigmas[i] <= LargestSigma))
            {
                errors.Add(FormattableString.Invariant($"Sigmas[{i}] is {Sigmas[i]}; it must lie above 0 and not above {LargestSigma} pixels."));
            }
            else if (i > 0 && Sigmas[i] <= Sigmas[i - 1])
            {
                errors.Add(FormattableString.Invariant($"Sigmas[{i}] is {Sigmas[i]}, not above Sigmas[{i - 1}] = {Sigmas[i - 1]}; list them fine to coarse."));
            }
        }

        return errors;
    }

    /// <summary>The blurs that lead from each low-pass to the next.</summary>
    /// <remarks>Gaussians compose: a blur of s after one of t is one of sqrt(s^2 + t^2), so the direct form too is a chain, of smaller steps.</remarks>
    internal ILowPass[] Chain()
    {
        if (Validate() is { Count: > 0 } errors)
        {
            throw new ArgumentException(string.Join(' ', errors));
        }

        var chain = new ILowPass[Sigmas.Count];
        var smoothness = 0.0; // sigma of the image that the next blur is applied to
        for (var i = 0; i < chain.Length; i++)
        {
            var sigma = Cascade ? Sigmas[i] : Math.Sqrt((Sigmas[i] * Sigmas[i]) - (smoothness * smoothness));
            chain[i] = (Filter == GaussianFilter.Fast ? CoarseGaussianBlur.For(sigma, smoothness, Boundary) : null) ?? (ILowPass)new GaussianBlur(sigma, Boundary);
            smoothness = double.Hypot(smoothness, sigma);
        }

        return chain;
    }
}

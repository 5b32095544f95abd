namespace MedSsl.Imaging.EnergyBands;

/// <summary>What reweighting does with the residual low-pass L_n, whose gain is g and whose mean over the region is m.</summary>
public enum LowPassPolicy
{
    /// <summary>g L_n, as any band; brightness is scaled with it.</summary>
    Scale,

    /// <summary>g (L_n - m): the result does not depend on an offset of the input. For normalisation.</summary>
    SubtractMean,

    /// <summary>m + g (L_n - m): contrast changes, brightness is left to the linear transform. For augmentation.</summary>
    ScaleAboutMean,

    /// <summary>L_n as it is, whatever g.</summary>
    Keep,
}

namespace MedSsl.Imaging.Intensity;

/// <summary>VOI LUT Function (0028,1056): how a window maps values (DICOM PS3.3 C.11.2.1.3).</summary>
public enum WindowFunction
{
    /// <summary>LINEAR, the default (C.11.2.1.2.1): the window covers the integers c - w/2 to c + w/2 - 1.</summary>
    Linear,

    /// <summary>LINEAR_EXACT (C.11.2.1.3.2): from c - w/2 to c + w/2.</summary>
    LinearExact,

    /// <summary>SIGMOID (C.11.2.1.3.1): the logistic curve with slope 1/w at c.</summary>
    Sigmoid,
}

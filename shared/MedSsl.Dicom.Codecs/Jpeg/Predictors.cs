namespace MedSsl.Dicom.Codecs.Jpeg;

/// <summary>A prediction from the samples to the left (a), above (b) and above left (c): ITU-T T.81 table H.1. One type each, so that loops are compiled for it.</summary>
internal interface IPredictor
{
    static abstract int Predict(int a, int b, int c);
}

internal readonly struct LeftPredictor : IPredictor
{
    public static int Predict(int a, int b, int c) => a;
}

internal readonly struct AbovePredictor : IPredictor
{
    public static int Predict(int a, int b, int c) => b;
}

internal readonly struct AboveLeftPredictor : IPredictor
{
    public static int Predict(int a, int b, int c) => c;
}

internal readonly struct PlanePredictor : IPredictor
{
    public static int Predict(int a, int b, int c) => a + b - c;
}

internal readonly struct LeftSlopePredictor : IPredictor
{
    public static int Predict(int a, int b, int c) => a + ((b - c) >> 1);
}

internal readonly struct AboveSlopePredictor : IPredictor
{
    public static int Predict(int a, int b, int c) => b + ((a - c) >> 1);
}

internal readonly struct MeanPredictor : IPredictor
{
    public static int Predict(int a, int b, int c) => (a + b) >> 1;
}

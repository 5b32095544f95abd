namespace MedSsl.Imaging.EnergyBands;

/// <summary>A separable low-pass along one axis, for images that are repeated beyond their border: which neighbours make a place, and with what weights.</summary>
/// <param name="Reach">Places to each side that count.</param>
/// <param name="Weights">One row for each place of a period that repeats along the axis; each [2 · reach + 1], the neighbour at the smallest place first.</param>
internal sealed record AxisKernel(int Reach, double[][] Weights)
{
    /// <summary>The low-pass of an axis of <paramref name="length"/> places as a matrix, [length, length] row by row: blurred = matrix · values.</summary>
    public float[] Matrix(int length, BoundaryMode boundary)
    {
        var matrix = new float[checked(length * length)];
        for (var place = 0; place < length; place++)
        {
            var weights = Weights[place % Weights.Length];
            var row = matrix.AsSpan(place * length, length);
            for (var i = 0; i < weights.Length; i++)
            {
                row[Border.Index(place + i - Reach, length, boundary)] += (float)weights[i];
            }
        }

        return matrix;
    }
}
